import fc from 'fast-check'
import { munkres } from 'munkres'
import { expect, test } from 'vitest'
import { Matching } from '../../../agent/tracking/matching.ts'

/** The columns given to the rows of a matrix, and what they gain. */
function matched(matching: Matching, gain: readonly (readonly number[])[], columns: number) {
  matching.begin(gain.length, columns)
  gain.forEach((row, r) => {
    matching.gain.set(row, r * columns)
  })
  for (let r = 0; r < gain.length; r++) matching.seat(r)
  const columnOf = [...matching.columnOf.subarray(0, gain.length)]
  return { columnOf, sum: columnOf.reduce((sum, c, r) => sum + (c === -1 ? 0 : gain[r]![c]!), 0) }
}

/** What is no cell costs nothing, as much as to stay alone. */
function most(gain: readonly (readonly number[])[]): number {
  const cost = gain.map(row => row.map(value => -value))
  return munkres(cost).reduce((sum, [r, c]) => sum + gain[r]![c]!, 0)
}

const matrices = fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 })).chain(([rows, columns]) =>
  fc.array(
    fc.array(
      fc.oneof(fc.constant(0), fc.double({ min: 1e-9, max: 60, noNaN: true }), fc.nat(3)), // equal gains too
      { minLength: columns, maxLength: columns },
    ),
    { minLength: rows, maxLength: rows },
  ),
)

test('gains as much as npm munkres does, with one matching for all matrices', () => {
  const matching = new Matching()
  fc.assert(
    fc.property(matrices, gain => {
      const columns = gain[0]!.length
      const { columnOf, sum } = matched(matching, gain, columns)
      expect(sum).toBeCloseTo(most(gain), 9)
      columnOf.forEach((c, r) => {
        if (c === -1) return
        expect(gain[r]![c]).toBeGreaterThan(0)
        expect(matching.rowOf[c]).toBe(r)
      })
      expect([...matching.rowOf.subarray(0, columns)].filter(r => r !== -1).sort((a, b) => a - b)).toEqual(
        columnOf.flatMap((c, r) => (c === -1 ? [] : [r])),
      )
    }),
    { numRuns: 2000 },
  )
})

test('a large matrix', () => {
  let seed = 1
  const random = () => (seed = (16807 * seed) % 2147483647) / 2147483647
  const gain = Array.from({ length: 120 }, () => Array.from({ length: 90 }, () => (random() < 0.3 ? random() : 0)))
  expect(matched(new Matching(), gain, 90).sum).toBeCloseTo(most(gain), 9)
})
