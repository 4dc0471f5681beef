import fc from 'fast-check'
import { expect, test } from 'vitest'
import { count, levelAt, meanDifference } from './levels.ts'

const span = fc.tuple(fc.nat(1000), fc.nat(500)).map(([fromMs, length]) => ({ fromMs, toMs: fromMs + length + 1 }))

test('at every instant the level is the number of spans that hold it', () => {
  fc.assert(
    fc.property(fc.array(span), fc.integer({ min: -10, max: 1600 }), (spans, atMs) => {
      const there = spans.filter(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs).length
      expect(levelAt(count(spans), atMs)).toBe(there)
    }),
  )
})

test('two levels differ by the mean over time of how far they are apart', () => {
  const a = count([{ fromMs: 0, toMs: 5000 }])
  const b = count([
    { fromMs: 0, toMs: 7500 },
    { fromMs: 1000, toMs: 2000 },
  ])
  expect(meanDifference(a, b, 0, 10_000)).toBeCloseTo((1 + 3) / 10)
  expect(meanDifference(a, a, 0, 10_000)).toBe(0)
})
