import fc from 'fast-check'
import { expect, test } from 'vitest'
import { captured } from '../../../drivers/camera/captured.ts'

const NOW_MS = 1.8e12

test('a picture is as old as the first age says that can be one, and new where none can', () => {
  const odd = fc.constantFrom(Number.NaN, -1, -3_600_000, 10_000, 3_600_000, 5e14, Number.POSITIVE_INFINITY)
  fc.assert(
    fc.property(fc.array(odd), fc.integer({ min: 0, max: 9999 }), fc.array(odd), (before, ageMs, after) => {
      expect(captured(NOW_MS, ...before, ageMs, ...after)).toBe(NOW_MS - ageMs)
      expect(captured(NOW_MS, ...before, ...after)).toBe(NOW_MS)
    }),
  )
})
