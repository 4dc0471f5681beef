import { expect, test } from 'vitest'
import { Rest } from '../../../agent/moments/rest.ts'

const DAY = 86_400_000
/** So many visits, of which every so manyth is of somebody to whom a contact seems worth it; none where that is 0. Answers whether it rests. */
function pass(rest: Rest, visits: number, every: number, atMs = 0): boolean {
  for (let i = 1; i <= visits; i++) rest.pass(every > 0 && i % every === 0, atMs)
  return rest.holds(atMs)
}

test('where among many visits hardly anybody seemed worth a contact, the advice rests, for a month at most', () => {
  const rest = new Rest()
  expect(pass(rest, 2499, 300)).toBe(false)
  expect(pass(rest, 1, 0)).toBe(true)
  expect(rest.holds(30 * DAY - 1)).toBe(true)
  expect(rest.holds(30 * DAY)).toBe(false)
})

test('where two in a hundred did it does not, however long that goes on', () => {
  expect(pass(new Rest(), 50_000, 50)).toBe(false)
})

test('it is over before where there are more of them, and goes on once there are not', () => {
  const rest = new Rest()
  pass(rest, 2500, 0)
  expect(pass(rest, 900, 70)).toBe(true)
  expect(pass(rest, 900, 30)).toBe(false)
  // A few more or less are no reason to begin or end it.
  expect(pass(rest, 900, 70)).toBe(false)
  expect(pass(rest, 900, 0)).toBe(true)
})

test('a visit that ended a little before and is told later does not end it', () => {
  const rest = new Rest()
  pass(rest, 2500, 0, DAY)
  rest.pass(false, DAY - 5000)
  expect(rest.holds(DAY)).toBe(true)
})

test('a clock that was a year ahead and is set back leaves no rest of a year', () => {
  const rest = new Rest()
  pass(rest, 2500, 0, 365 * DAY)
  expect([rest.holds(365 * DAY), rest.holds(DAY)]).toEqual([true, false])
  expect(pass(rest, 2499, 0, DAY)).toBe(false)
  rest.postpone(365 * DAY)
  expect(pass(rest, 2500, 0, DAY)).toBe(true)
})

test('after it as many are seen as at first', () => {
  const rest = new Rest()
  pass(rest, 2500, 0)
  expect(pass(rest, 2499, 0, 31 * DAY)).toBe(false)
  expect(pass(rest, 2, 0, 31 * DAY)).toBe(true)
})

test('within a month of an alarm it does not begin, and an alarm ends it', () => {
  const rest = new Rest()
  pass(rest, 2500, 0)
  rest.postpone(5 * DAY)
  expect(rest.visits).toBe(0)
  expect(pass(rest, 9000, 0, 34 * DAY)).toBe(false)
  expect(pass(rest, 1, 0, 35 * DAY)).toBe(true)
})
