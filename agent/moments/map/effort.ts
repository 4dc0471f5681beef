import type { TouchpointRef } from '../../journey/touchpoints.ts'
import { Z } from '../../journey/wilson.ts'
import type { Meeting } from './meeting.ts'
import type { Figure } from './shape.ts'

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
 * spread. Of fewer than six nothing is known at 95 %: the interval is then all that there is. Undefined of none, and where an end of the
 * interval is the figure of one of fewer than `k`: see {@link leastFor}.
 */
export function median(figures: readonly number[], k = 1): Figure | undefined {
  const sorted = Float64Array.from(figures).sort()
  const count = sorted.length
  if (count < leastFor(k)) return undefined
  const value = (sorted[(count - 1) >> 1]! + sorted[count >> 1]!) / 2
  const low = lowest(count)
  return { value, low: sorted[low]!, high: sorted[count - 1 - low]! }
}

/**
 * So many figures at least, that `k` of them are as low as the low end of the interval of their median, and `k` as high as its high end. A
 * multiple of `k`: beside a count that is told as one, that a median is there would otherwise say more of the count.
 */
export function leastFor(k: number): number {
  const step = Math.max(1, k)
  let count = step
  while (lowest(count) < k - 1) count += step
  return count
}

/** Which figure in ascending order is the low end of the interval; the high end is as many from the other side. */
const lowest = (count: number): number => Math.max(0, Math.floor(count / 2 - (Z * Math.sqrt(count)) / 2) - 1)
