import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jitter, score, type Walk } from '../../../../agent/cli/walktest/score.ts'

/** One character 100 ms: digits are walks in which somebody goes, i and o are what is told in the line below. */
function film(walks: string, told: string) {
  const at = (text: string, mark: string) => [...text].flatMap((one, i) => (one === mark ? [100 * i] : []))
  const all: Walk[] = [...new Set(walks.replaceAll(/\D/g, ''))].map(number => {
    const from = walks.indexOf(number)
    return {
      expected: Number(number) % 2 === 1 ? 'in' : 'out',
      fromMs: 100 * from,
      toMs: 100 * (walks.lastIndexOf(number) + 1),
    }
  })
  const crossed = (['i', 'o'] as const).flatMap(mark =>
    at(told, mark).map(atMs => ({ direction: mark === 'i' ? ('in' as const) : ('out' as const), atMs })),
  )
  return score(all, crossed)
}

test.each([
  ['111..222..333', '.i....o....i.', { right: 3, missed: 0, doubled: 0, turned: 0, ghosts: 0 }],
  ['111..222..333', '.i.........o.', { right: 1, missed: 1, doubled: 0, turned: 1, ghosts: 0 }],
  ['111..222..333', 'i.io......iii', { right: 0, missed: 1, doubled: 2, turned: 0, ghosts: 1 }],
])('%s told %s', (walks, told, expected) => expect(film(walks, told)).toMatchObject(expected))

test('every walk is one of four, and every crossing is in a walk or a ghost', () =>
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(5), fc.nat(5))),
      fc.array(fc.record({ direction: fc.constantFrom('in' as const, 'out' as const), atMs: fc.nat(100) })),
      (lengths, crossed) => {
        let at = 0
        const walks = lengths.map(([rest, long], i): Walk => {
          const fromMs = at + rest
          at = fromMs + long
          return { expected: i % 2 === 0 ? 'in' : 'out', fromMs, toMs: at }
        })
        const { right, missed, doubled, turned, ghosts } = score(walks, crossed)
        expect(right + missed + doubled + turned).toBe(walks.length)
        const outside = crossed.filter(({ atMs }) => walks.every(({ fromMs, toMs }) => atMs < fromMs || atMs >= toMs))
        expect(ghosts).toBe(outside.length)
      },
    ),
    { numRuns: 60 },
  ))

test('somebody who stands still does not move; of too few looks nothing is said', () => {
  expect(jitter(Array.from({ length: 20 }, () => [3, 4] as const))).toBe(0)
  expect(jitter(Array.from({ length: 20 }, (_, i) => [i % 2 ? 0.1 : -0.1, 0] as const))).toBeCloseTo(0.1)
  expect(jitter([[1, 1]])).toBeUndefined()
})
