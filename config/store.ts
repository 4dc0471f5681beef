import { z } from 'zod'
import { MAX_MINUTES, Slug } from './shapes.ts'

const Clock = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'hours and minutes such as 08:30')

/** As JavaScript counts them, from Sunday on. */
export const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const

const Day = z.string().refine(isDay, 'a weekday such as sunday, or a date such as 2026-12-25')

/** When the shop may have visitors in it, the same every day that it opens; past midnight where `to` is before `from`. */
export const Hours = z.strictObject({
  from: Clock.describe('When it opens, by its own clock.'),
  to: Clock.describe('When it closes.'),
  closed: z
    .array(Day)
    .default([])
    .describe(
      'Days on which it does not open: weekdays such as `sunday`, and dates such as `2026-12-25`. What is open past midnight is of the day before.',
    ),
  emptyMinutes: z
    .number()
    .min(1)
    .max(MAX_MINUTES)
    .default(15)
    .describe('Closed, and nobody seen for this long, it is empty: what is still counted as inside has left unseen.'),
})
export type Hours = z.infer<typeof Hours>

/** Who is speaking: the three names appear in every topic and every event. */
export const Store = z.strictObject({
  tenant: Slug.describe('The retailer, as the cloud knows it.'),
  store: Slug.describe('The shop.'),
  agent: Slug.describe('This machine within the shop.'),
  timezone: z
    .string()
    .default('UTC')
    .refine(isTimezone, 'an IANA time zone such as Europe/Vienna')
    .describe(
      'Where the day turns over: each day devices get new pseudonyms. Opening hours are by its clock, and need it to be named.',
    ),
  hours: Hours.optional().describe('Opening hours; without them it is never known to be empty.'),
})
export type Store = z.infer<typeof Store>

function isDay(text: string): boolean {
  if (WEEKDAYS.some(day => day === text)) return true
  const atMs = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN
  return !Number.isNaN(atMs) && new Date(atMs).toISOString().startsWith(text)
}

function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
