import fc from 'fast-check'
import { expect, test } from 'vitest'
import { captured } from '../../../drivers/camera/kernel.ts'

test('the time of a picture is that of its capture on either clock, and now on any other', () => {
  const age = fc.integer({ min: 0, max: 9000 })
  fc.assert(
    fc.property(age, fc.integer({ min: 1e5, max: 1e9 }), (ageMs, steadyMs) => {
      const nowMs = 1.8e12
      expect(captured(steadyMs - ageMs, steadyMs, nowMs)).toBe(nowMs - ageMs)
      expect(captured(nowMs - ageMs, steadyMs, nowMs)).toBe(nowMs - ageMs)
    }),
  )
  for (const odd of [Number.NaN, -1, 5e14]) expect(captured(odd, 1e7, 1.8e12)).toBe(1.8e12)
})
