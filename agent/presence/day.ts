import type { Ms } from '../../config/units.ts'

const HOUR_MS = 3_600_000
/** No local day is longer, whatever the clocks do in it. */
const LONGEST_DAY_MS = 26 * HOUR_MS

/** The first instant after `atMs` at which another date is written in the time zone: local midnight, in most places. */
export function nextDay(atMs: Ms, timezone: string): Ms {
  const format = new Intl.DateTimeFormat('en', { timeZone: timezone, dateStyle: 'short' })
  const today = format.format(atMs)
  let before = Math.floor(atMs)
  let after = before + LONGEST_DAY_MS
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (format.format(middle) === today) before = middle
    else after = middle
  }
  return after
}
