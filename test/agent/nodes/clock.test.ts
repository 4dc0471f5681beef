import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Clock } from '../../../agent/nodes/clock.ts'

test('the offset is within the error that is told, whatever the ways there and back take', () => {
  const trip = fc.record({ there: fc.integer({ min: 0, max: 2000 }), back: fc.integer({ min: 0, max: 2000 }) })
  fc.assert(
    fc.property(
      fc.array(trip, { minLength: 1, maxLength: 30 }),
      fc.integer({ min: -1e6, max: 1e6 }),
      (trips, aheadMs) => {
        const clock = new Clock()
        trips.forEach(({ there, back }, i) => {
          const sentMs = 1e9 + 1000 * i
          clock.heard(sentMs, sentMs - aheadMs + there, sentMs + there + back)
        })
        const offset = clock.offset!
        expect(Math.abs(offset.aheadMs - aheadMs)).toBeLessThanOrEqual(offset.errorMs + 1e-6)
        expect(offset.errorMs).toBe(Math.min(...trips.slice(-16).map(({ there, back }) => (there + back) / 2)))
      },
    ),
  )
})

test('is not known before there was a round trip, and not from one that ends before it began', () => {
  const clock = new Clock()
  clock.heard(1000, 1000, 900)
  expect(clock.offset).toBeUndefined()
})
