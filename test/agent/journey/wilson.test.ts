import fc from 'fast-check'
import { expect, test } from 'vitest'
import { wilson } from '../../../agent/journey/wilson.ts'

// Wilson's score interval in Newcombe (1998), Statistics in Medicine 17, table I, method 3.
test.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])('%d of %d lies between %d and %d', (hits, of, low, high) => {
  const got = wilson(hits, of)
  expect(got.low).toBeCloseTo(low, 4)
  expect(got.high).toBeCloseTo(high, 4)
})

test('its ends are the shares from which what was seen is just 1.96 standard errors away', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), fc.double({ min: 0, max: 1, noNaN: true }), (of, part) => {
      const hits = Math.round(part * of)
      const { share, low, high } = wilson(hits, of)
      for (const end of [low, high]) {
        if (end < 1e-12 || end > 1 - 1e-12) continue
        expect(Math.abs(share - end) / Math.sqrt((end * (1 - end)) / of)).toBeCloseTo(1.96, 4)
      }
      expect(low).toBeLessThanOrEqual(share)
      expect(high).toBeGreaterThanOrEqual(share)
    }),
  )
})
