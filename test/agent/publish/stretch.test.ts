import fc from 'fast-check'
import { expect, test } from 'vitest'
import { daysBefore, stretchIn } from '../../../agent/publish/stretch.ts'

test.each([
  ['7', { days: 7 }],
  ['2026-11-25', { day: '2026-11-25' }],
  ['2026-11-25-28', { day: '2026-11-25', days: 28 }],
])('%s is a period', (text, stretch) => expect(stretchIn(text)).toEqual(stretch))

test.each(['', '0', '93', '2026-02-30', '2026-11-25-', '2026-11-25-0', 'yesterday', '2026-11-25-7-7'])(
  '%j is none',
  text => expect(stretchIn(text)).toBeUndefined(),
)

test('whatever is asked for, what is understood is a day of the calendar and some days', () =>
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[\d-]{0,14}$/)), text => {
      const stretch = stretchIn(text)
      if (!stretch) return
      if (stretch.day) expect(new Date(stretch.day).toISOString().slice(0, 10)).toBe(stretch.day)
      expect(stretch.day ?? stretch.days).toBeDefined()
    }),
  ))

test('days are those of the calendar, over the end of a month and of a year', () => {
  expect(daysBefore('2026-03-02', 2)).toBe('2026-02-28')
  expect(daysBefore('2026-01-01', 1)).toBe('2025-12-31')
})
