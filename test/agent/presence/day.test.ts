import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nextDay } from '../../../agent/presence/day.ts'

test.each([
  ['UTC', '2025-06-02T10:00:00Z', '2025-06-03T00:00:00Z'],
  ['UTC', '2025-06-02T00:00:00Z', '2025-06-03T00:00:00Z'],
  ['Europe/Vienna', '2025-06-02T21:59:59.999Z', '2025-06-02T22:00:00Z'],
  // The day on which the clocks go forward has 23 hours, the one on which they go back 25.
  ['Europe/Vienna', '2025-03-29T23:00:00Z', '2025-03-30T22:00:00Z'],
  ['Europe/Vienna', '2025-10-25T22:00:00Z', '2025-10-26T23:00:00Z'],
  ['Asia/Kathmandu', '2025-06-02T10:00:00Z', '2025-06-02T18:15:00Z'],
  // There was no midnight: the day began at one o'clock.
  ['America/Sao_Paulo', '2018-11-03T12:00:00Z', '2018-11-04T03:00:00Z'],
])('in %s the day of %s ends at %s', (timezone, at, end) => {
  expect(new Date(nextDay(Date.parse(at), timezone)).toISOString()).toBe(new Date(end).toISOString())
})

test('the date is the same until then and another one from then on', () => {
  const zones = fc.constantFrom(
    'UTC',
    'Europe/Vienna',
    'America/New_York',
    'Asia/Kolkata',
    'Pacific/Auckland',
    'Pacific/Kiritimati',
  )
  fc.assert(
    fc.property(zones, fc.integer({ min: 0, max: 4e12 }), (timezone, atMs) => {
      const date = (ms: number) => new Intl.DateTimeFormat('en', { timeZone: timezone, dateStyle: 'short' }).format(ms)
      const end = nextDay(atMs, timezone)
      expect(date(end - 1)).toBe(date(atMs))
      expect(date(end)).not.toBe(date(atMs))
    }),
    { numRuns: 50 },
  )
})
