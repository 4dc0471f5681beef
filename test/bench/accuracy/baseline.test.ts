import { expect, test } from 'vitest'
import { hold, worse } from './baseline.ts'
import type { Tally } from './tally.ts'

const NOTHING: Tally = {
  hours: 1,
  crossings: 200,
  crossingsTold: 200,
  crossingsMissed: 0,
  crossingsExtra: 0,
  visits: 100,
  visitsMissed: 0,
  visitsDouble: 0,
  visitsMerged: 0,
  visitsFalse: 0,
  staff: 0,
  staffTold: 0,
  crowd: [5],
  groups: 100,
  groupsRight: 90,
  dwells: 200,
  dwellsMissed: 0,
  dwellsFalse: 0,
  dwellErrors: [0.5],
  dwellsWithin: 1,
  occupancyErrors: [0.1],
  queueErrors: [0.1],
  waits: 10,
  waitsWithin: 8,
  joined: [0.2],
  alone: [0.3],
  ghosts: 0,
  seen: 100,
}
const runs = (...missed: number[]) => missed.map(visitsMissed => ({ ...NOTHING, visitsMissed }))

test('what does not vary may get worse by one step, and by no more', () => {
  const before = hold(runs(0, 0))
  expect(before.visitsMissed).toEqual({ value: 0, tolerance: 0.5 })
  expect(worse(hold(runs(0, 1)), before)).toEqual([])
  expect(worse(hold(runs(1, 1)), before)).toEqual(['visitsMissed: 1, which was 0 and may be up to 0.5'])
})

test('what varies may get worse by what two draws of it differ by, and better by anything', () => {
  const before = hold(runs(2, 6))
  expect(before.visitsMissed?.value).toBe(4)
  expect(before.visitsMissed?.tolerance).toBeCloseTo(2 * Math.sqrt(8), 2)
  expect(worse(hold(runs(9, 9)), before)).toEqual([])
  expect(worse(hold(runs(0, 0)), before)).toEqual([])
  expect(worse(hold(runs(10, 10)), before)).toHaveLength(1)
})

test('a figure that is no number any more is worse', () => {
  const before = hold(runs(0, 0))
  expect(worse(hold([{ ...NOTHING, dwellErrors: [] }]), before)).toContainEqual(expect.stringContaining('dwellError'))
})
