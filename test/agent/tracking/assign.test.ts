import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Assignment } from '../../../agent/tracking/assign.ts'
import { Pairs } from '../../../agent/tracking/pairs.ts'

type Pair = [row: number, column: number, gain: number]

/** Tries everything. */
function best(pairs: readonly Pair[], row: number, rows: number, taken: ReadonlySet<number>): number {
  if (row === rows) return 0
  let most = best(pairs, row + 1, rows, taken)
  for (const [a, b, gain] of pairs)
    if (a === row && !taken.has(b)) most = Math.max(most, gain + best(pairs, row + 1, rows, new Set([...taken, b])))
  return most
}

const SIDE = 6
const sparse = fc.uniqueArray(
  fc.tuple(
    fc.nat(SIDE - 1),
    fc.nat(SIDE - 1),
    fc.integer({ min: 1, max: 100 }).map(n => n / 100),
  ),
  { selector: ([a, b]) => SIDE * a + b, maxLength: 20 },
) as fc.Arbitrary<Pair[]>

test('no choice of pairs gains more', () => {
  const assignment = new Assignment()
  const pairs = new Pairs()
  fc.assert(
    fc.property(sparse, list => {
      pairs.clear()
      for (const pair of list) pairs.push(...pair)
      assignment.solve(pairs, SIDE, SIDE)
      const given = [...assignment.columnOf.subarray(0, SIDE)]
      const used = given.filter(column => column !== -1)
      expect(new Set(used).size).toBe(used.length)
      const gains = given.map((column, row) =>
        column === -1 ? 0 : list.find(([a, b]) => a === row && b === column)![2],
      )
      expect(gains.reduce((a, b) => a + b, 0)).toBeCloseTo(best(list, 0, SIDE, new Set()), 9)
    }),
    { numRuns: 300 },
  )
})

test('many pairs, more than there was room for at first', () => {
  const pairs = new Pairs()
  for (let i = 0; i < 1000; i++) {
    pairs.push(i, i, 0.5)
    pairs.push(i, (i + 1) % 1000, 0.6)
  }
  const assignment = new Assignment()
  assignment.solve(pairs, 1000, 1000)
  expect([...assignment.columnOf.subarray(0, 1000)]).toEqual(Array.from({ length: 1000 }, (_, i) => (i + 1) % 1000))
})
