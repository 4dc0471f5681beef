import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Pace } from '../../../agent/tracking/pace.ts'

const after = (surprises: (at: number) => number, count = 20_000) => {
  const pace = new Pace()
  for (let at = 1; at < count; at++) pace.learn(surprises(at - 1), 0, surprises(at), 0)
  return pace.restless
}

test('a filter that lags is made quicker, one that runs after noise is made calmer, both within bounds', () => {
  const first = new Pace().restless
  expect(after(() => 1)).toBeGreaterThan(2 * first)
  expect(after(at => (at % 2 === 0 ? 1 : -1))).toBeLessThanOrEqual(first / 2)
  expect(after(() => 1)).toBe(after(() => 100))
})

test('one surprise, however large, changes next to nothing', () => {
  const surprise = fc.double({ min: -1e6, max: 1e6, noNaN: true })
  fc.assert(
    fc.property(surprise, surprise, surprise, surprise, (a, b, c, d) => {
      const pace = new Pace()
      const before = pace.restless
      pace.learn(a, b, c, d)
      expect(Math.abs(pace.restless / before - 1)).toBeLessThan(0.004)
    }),
  )
})
