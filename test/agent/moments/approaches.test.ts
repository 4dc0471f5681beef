import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Approach, Approaches } from '../../../agent/moments/approaches.ts'

const happening = fc.record({
  opens: fc.boolean(),
  visit: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  probability: fc.constantFrom(0.5, 0.6, 0.6, 0.7, 0.8),
  seconds: fc.integer({ min: 1, max: 40 }),
})

test('shows of each visit the last that was opened and is not over, who matters most first, and no two ever change their order', () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 60 }), all => {
      const approaches = new Approaches()
      const last = new Map<string, Approach>()
      let before: string[] = []
      all.forEach(({ opens, visit, probability, seconds }, second) => {
        const openedMs = second * 1000
        const one = {
          visit,
          touchpoint: 'wall',
          openedMs,
          untilMs: openedMs + 1000 * seconds,
          probability,
          reasons: [],
        }
        if (opens) approaches.open(one)
        else approaches.close(visit)
        if (opens) last.set(visit, one)
        else last.delete(visit)
        const shown = approaches.at(openedMs)
        // The rule restated over all that is known of each visit.
        const right = [...last.values()].filter(({ untilMs }) => untilMs > openedMs)
        expect(shown.map(of => of.visit).sort()).toEqual(right.map(of => of.visit).sort())
        for (let i = 1; i < shown.length; i++)
          expect(shown[i]!.probability).toBeLessThanOrEqual(shown[i - 1]!.probability)
        const now = shown.map(of => `${of.visit} ${of.openedMs}`)
        const [kept, known] = [before.filter(name => now.includes(name)), now.filter(name => before.includes(name))]
        expect(known).toEqual(kept)
        before = now
      })
    }),
  )
})

test('does not grow without end where nobody says that anything is over', () => {
  const approaches = new Approaches()
  for (let i = 0; i < 1000; i++)
    approaches.open({ visit: `v${i}`, touchpoint: 'wall', openedMs: i, untilMs: 1e9, probability: 0.6, reasons: [] })
  expect(approaches.at(1000)).toHaveLength(200)
})
