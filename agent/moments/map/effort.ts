import type { TouchpointRef } from '../../journey/touchpoints.ts'
import { Z } from '../../journey/wilson.ts'
import type { Meeting } from './meeting.ts'
import type { Figure } from './value.ts'

/** What another touch costs a visitor, in the seconds that they would as soon have waited. A convention: it makes one figure of two. */
const STEP_SECONDS = 10

/** Where one stands to be served, and not because one likes to. */
const CHORES: readonly TouchpointRef['function'][] = ['pay', 'collect', 'return', 'enter']

/**
 * Seconds that a touchpoint costs a visitor: waiting; where it is a chore, all of the time there; and for each touch beyond the first
 * STEP_SECONDS. Time spent looking at and trying things is what they came for.
 */
export function effortSeconds(meeting: Meeting, touchpoint: TouchpointRef): number {
  return costMs(meeting, touchpoint) / 1000 + STEP_SECONDS * (meeting.steps - 1)
}

/** Of the time at a touchpoint, what a visitor would rather not have spent there. */
export function costMs({ stayMs, waitMs }: Meeting, { function: purpose }: TouchpointRef): number {
  return CHORES.includes(purpose) ? stayMs : waitMs
}

/**
 * Median with its interval from the order of the figures (David and Nagaraja, Order Statistics, 7.1), which asks nothing of how they are
 * spread. Of fewer than six nothing is known at 95 %: the interval is then all that there is. Undefined of none.
 */
export function median(figures: readonly number[]): Figure | undefined {
  const sorted = Float64Array.from(figures).sort()
  const count = sorted.length
  if (count === 0) return undefined
  const value = (sorted[(count - 1) >> 1]! + sorted[count >> 1]!) / 2
  const half = (Z * Math.sqrt(count)) / 2
  const low = Math.max(0, Math.floor(count / 2 - half) - 1)
  const high = Math.min(count - 1, Math.ceil(count / 2 + half))
  return { value, low: sorted[low]!, high: sorted[high]! }
}
