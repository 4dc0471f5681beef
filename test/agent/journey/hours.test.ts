import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Opening } from '../../../agent/journey/hours.ts'
import { Hours } from '../../../config/store.ts'

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

test.each([
  // A Sunday, and the day before it and after it.
  ['09:00', '18:00', '2026-01-17T11:00:00Z', true],
  ['09:00', '18:00', '2026-01-18T11:00:00Z', false],
  ['09:00', '18:00', '2026-01-19T11:00:00Z', true],
  // A holiday, in the year that is named.
  ['09:00', '18:00', '2026-12-25T11:00:00Z', false],
  ['09:00', '18:00', '2024-12-25T11:00:00Z', true],
  // By the clock on the wall it is Sunday already, or still.
  ['00:00', '00:00', '2026-01-17T22:30:00Z', true],
  ['00:00', '00:00', '2026-01-17T23:30:00Z', false],
  ['00:00', '00:00', '2026-01-18T22:30:00Z', false],
  // What opened on Saturday goes on past midnight; on Sunday nothing opens that could.
  ['20:00', '02:00', '2026-01-18T00:30:00Z', true],
  ['20:00', '02:00', '2026-01-18T20:00:00Z', false],
  ['20:00', '02:00', '2026-01-19T00:30:00Z', false],
])('from %s to %s, but not on Sundays and at Christmas, it is in Vienna, at %s, open: %s', (from, to, at, isOpen) => {
  const closed = ['sunday', '2026-12-25']
  expect(new Opening({ from, to, closed }, 'Europe/Vienna').isOpen(Date.parse(at))).toBe(isOpen)
})

test('a day off is a weekday or a date that there is', () => {
  const hours = (closed: string[]) => Hours.safeParse({ from: '09:00', to: '18:00', closed }).success
  expect([['sunday'], ['2028-02-29'], ['monday', '2026-01-01'], []].map(hours)).toEqual([true, true, true, true])
  for (const wrong of ['Sunday', 'sun', '2026-02-29', '2026-13-01', '2026-1-1', '25.12.2026', ''])
    expect(hours([wrong]), wrong).toBe(false)
})

test('whatever is open every day is open, or closed, as it is without days off, but for those', () => {
  const clock = fc.tuple(fc.nat(23), fc.nat(59)).map(pair => pair.map(n => String(n).padStart(2, '0')).join(':'))
  // Without a past midnight the day is that of the instant.
  fc.assert(
    fc.property(clock, clock, fc.nat(60 * 24 * 800), (one, other, minute) => {
      const [from = '', to = ''] = [one, other].sort()
      const atMs = Date.UTC(2026, 0, 1) + 60_000 * minute
      const isSunday = new Date(atMs).getUTCDay() === 0
      const always = new Opening({ from, to }, 'UTC').isOpen(atMs)
      expect(new Opening({ from, to, closed: ['sunday'] }, 'UTC').isOpen(atMs)).toBe(always && !isSunday)
    }),
  )
})
