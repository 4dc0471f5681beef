import { expect, test } from 'vitest'
import { Opening } from '../../../agent/journey/hours.ts'

test.each([
  ['09:00', '18:00', '2026-01-15T07:59:59Z', false],
  ['09:00', '18:00', '2026-01-15T08:00:00Z', true],
  ['09:00', '18:00', '2026-01-15T16:59:59Z', true],
  ['09:00', '18:00', '2026-01-15T17:00:00Z', false],
  // In summer the clock on the wall is an hour further.
  ['09:00', '18:00', '2026-07-15T07:00:00Z', true],
  ['09:00', '18:00', '2026-07-15T16:00:00Z', false],
  // Past midnight.
  ['20:00', '02:00', '2026-01-15T00:30:00Z', true],
  ['20:00', '02:00', '2026-01-15T01:00:00Z', false],
  ['20:00', '02:00', '2026-01-15T19:00:00Z', true],
  ['00:00', '00:00', '2026-01-15T19:00:00Z', true],
])('from %s to %s in Vienna it is, at %s, open: %s', (from, to, at, isOpen) => {
  expect(new Opening({ from, to }, 'Europe/Vienna').isOpen(Date.parse(at))).toBe(isOpen)
})
