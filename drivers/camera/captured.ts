import type { Ms } from '../../config/units.ts'

/** No picture waits for as long as this until it is read: what seems to be older has its time from another clock. */
const OLDEST_MS = 10_000

/**
 * When a picture was taken, by the clock on the wall, which now shows `nowMs`: it is as old as the first of the ages says that can be one. Where
 * none can, because a clock was set or is another one, its time says nothing, and it is taken to be new.
 */
export function captured(nowMs: Ms, ...agesMs: readonly Ms[]): Ms {
  const ageMs = agesMs.find(ageMs => ageMs >= 0 && ageMs < OLDEST_MS)
  return nowMs - (ageMs ?? 0)
}
