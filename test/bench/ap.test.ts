import fc from 'fast-check'
import { expect, test } from 'vitest'
import { averagePrecision, intersectionOverUnion } from './ap.ts'

const square = (picture: number, x: number, side = 10) => ({ picture, x, y: 0, width: side, height: side })

test.each([
  ['all found', '++', 2, 1],
  ['nothing found', '', 2, 0],
  ['half of them found', '+', 2, 0.5],
  ['a miss below all hits costs nothing', '++-', 2, 1],
  ['a miss above all hits', '-+', 1, 0.5],
  ['a miss between: precision 1 up to half of recall, 2/3 beyond', '+-+', 2, 0.5 + 0.5 * (2 / 3)],
  ['a hit after two misses lifts what lies before it', '--++', 2, 0.5],
])('%s: %s of %i', (_, ranking, wanted, area) => {
  const truth = Array.from({ length: wanted }, (_, i) => square(0, 100 * i))
  let hit = 0
  const found = [...ranking].map((sign, i) => ({
    ...square(0, sign === '+' ? 100 * hit++ : 5000 + 100 * i),
    score: 1 - i / 10,
  }))
  expect(averagePrecision(found, truth)).toBeCloseTo(area, 12)
})

test('a truth counts once: the second box on it is a miss', () => {
  const found = [
    { ...square(0, 0), score: 0.9 },
    { ...square(0, 1), score: 0.8 },
    { ...square(0, 100), score: 0.7 },
  ]
  expect(averagePrecision(found, [square(0, 0), square(0, 100)])).toBeCloseTo(0.5 + 0.5 * (2 / 3), 12)
})

test('what is ignored is neither hit nor miss', () => {
  const found = [
    { ...square(0, 100), score: 0.9 },
    { ...square(0, 0), score: 0.8 },
  ]
  expect(averagePrecision(found, [square(0, 0), { ...square(0, 100), ignored: true }])).toBe(1)
})

test('a box in another picture is a miss', () => {
  expect(averagePrecision([{ ...square(1, 0), score: 0.9 }], [square(0, 0)])).toBe(0)
})

test('the order in which boxes are told does not matter', () => {
  const ranked = fc.uniqueArray(fc.record({ x: fc.nat(300), score: fc.double({ min: 0, max: 1, noNaN: true }) }), {
    selector: ({ score }) => score,
  })
  fc.assert(
    fc.property(ranked, fc.array(fc.nat(300), { minLength: 1 }), (boxes, truths) => {
      const found = boxes.map(({ x, score }) => ({ ...square(0, x), score }))
      const truth = truths.map(x => square(0, x))
      const area = averagePrecision(found, truth)
      expect(area).toBeGreaterThanOrEqual(0)
      expect(area).toBeLessThanOrEqual(1)
      expect(averagePrecision(found.toReversed(), truth)).toBe(area)
    }),
  )
})

test('overlap is that of the areas', () => {
  expect(intersectionOverUnion(square(0, 0), square(0, 5))).toBeCloseTo(1 / 3, 12)
  expect(intersectionOverUnion(square(0, 0), square(0, 10))).toBe(0)
})
