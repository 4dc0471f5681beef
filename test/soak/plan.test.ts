import fc from 'fast-check'
import { expect, test } from 'vitest'
import { plan, QUIET_MS, TROUBLES } from './plan.ts'

test('a day of troubles has all of them, one after the other, and is quiet at both ends', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0 }), fc.integer({ min: 4, max: 48 }), (seed, hours) => {
      const blows = plan(hours, seed)
      expect(blows).toEqual(plan(hours, seed))
      expect(new Set(blows.map(({ trouble }) => trouble)).size).toBe(TROUBLES.length)
      expect(blows[0]!.atMs).toBe(QUIET_MS.first)
      for (const [i, { atMs, forMs }] of blows.entries())
        expect(atMs + forMs).toBeLessThan(blows[i + 1]?.atMs ?? hours * 3_600_000 - QUIET_MS.last + 1)
    }),
  )
})

test('a run that is too short for trouble has none', () => {
  expect(plan(0.5, 1)).toEqual([])
})
