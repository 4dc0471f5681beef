const DAY_MS = 86_400_000

/** So many days up to and with one. */
export interface Stretch {
  readonly day: string
  readonly days: number
}

/** As the map of the touchpoints is told. */
export const WEEK = 7
/** Of more days none is drawn. */
export const MOST_DAYS = 92

/** The day that is so many before another one. */
export function daysBefore(day: string, count: number): string {
  return new Date(Date.parse(day) - count * DAY_MS).toISOString().slice(0, 10)
}

/** How many days a stretch has from its first day to its last. */
export function daysFrom(from: string, day: string): number {
  return Math.round((Date.parse(day) - Date.parse(from)) / DAY_MS) + 1
}

/** A stretch in a path: `7`, `2026-11-25` or `2026-11-25-7`; what is not said is undefined, and all of it where it is none. */
export function stretchIn(text: string): Partial<Stretch> | undefined {
  const [, day, after, alone] = /^(?:(\d{4}-\d{2}-\d{2})(?:-(\d{1,2}))?|(\d{1,2}))$/.exec(text) ?? []
  const days = after ?? alone
  if (day === undefined && days === undefined) return undefined
  if (day !== undefined && !isDay(day)) return undefined
  if (days !== undefined && (Number(days) < 1 || Number(days) > MOST_DAYS)) return undefined
  return { ...(day !== undefined && { day }), ...(days !== undefined && { days: Number(days) }) }
}

export function isDay(text: string): boolean {
  const atMs = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN
  return !Number.isNaN(atMs) && new Date(atMs).toISOString().startsWith(text)
}
