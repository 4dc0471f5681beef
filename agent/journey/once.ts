import type { Ms } from '../../config/units.ts'
import type { Stay, Touch } from './touch.ts'

type StayTouch = Touch & Stay

/**
 * Touches of one person of whom there were two records, in order of time: stays in one zone that overlap, or of which one begins as the
 * other ends, are one stay, that lasts until both are over. Of touches of the same instant those that were first stay first. Pure.
 */
export function once(touches: readonly Touch[]): Touch[] {
  const inOrder = touches.toSorted((a, b) => a.atMs - b.atMs)
  const whole: Touch[] = []
  /** Where in `whole` the stay in a zone is that lasts the longest. */
  const last = new Map<string, number>()
  for (const touch of inOrder) {
    if (touch.kind === 'stay') {
      const at = last.get(touch.zone)
      const before = at === undefined ? undefined : (whole[at] as StayTouch)
      if (before && endOf(before) >= touch.atMs) {
        whole[at!] = together(before, touch)
        continue
      }
      last.set(touch.zone, whole.length)
    }
    whole.push(touch)
  }
  return whole
}

/** The first of two stays, as long as both. */
function together(first: StayTouch, second: StayTouch): StayTouch {
  const { untilMs: _, ...rest } = first
  const endMs = Math.max(endOf(first), endOf(second))
  return { ...rest, dwelled: first.dwelled || second.dwelled, ...(Number.isFinite(endMs) && { untilMs: endMs }) }
}

/** One that is not over goes on. */
const endOf = ({ untilMs = Number.POSITIVE_INFINITY }: Stay): Ms => untilMs
