import fc from 'fast-check'
import { expect, test } from 'vitest'
import { doubtful, failed, isSound, type Mark, passed, walk } from '../../../../agent/health/doctor/hop.ts'

const make = { passed: () => passed(''), doubtful: () => doubtful('', ''), failed: () => failed('', '') }

test('what comes after the first hop that failed is not reached, and not made', () =>
  fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom('passed', 'doubtful', 'failed', 'throws')), async marks => {
      let made = 0
      const way = await walk(
        'x',
        marks.map((mark, i) => ({
          hop: String(i),
          next: 'do',
          run() {
            made++
            if (mark === 'throws') throw new Error('why')
            return make[mark]()
          },
        })),
      )
      const broken = marks.findIndex(mark => mark === 'failed' || mark === 'throws')
      const expected = marks.map((mark, i): Mark => {
        if (broken >= 0 && i > broken) return 'unreached'
        return mark === 'throws' ? 'failed' : mark
      })
      expect(way.hops.map(({ mark }) => mark)).toEqual(expected)
      expect(made).toBe(broken < 0 ? marks.length : broken + 1)
      expect(isSound(way)).toBe(broken < 0)
    }),
  ))

test('a hop that takes too long failed, and says what to do', async () => {
  const never = { hop: 'x', next: 'look there', withinMs: 20, run: () => new Promise<never>(() => {}) }
  const { hops } = await walk('x', [never])
  expect(hops).toEqual([{ hop: 'x', mark: 'failed', found: 'no answer within 0.02 s', next: 'look there' }])
})
