import type { Ms } from '../../config/units.ts'

/** Time on one side of the shop's outline before it counts: longer than a step in the door and back. */
const SURE_MS = 1000

/** Whether somebody is in the shop. `since` is the first look of the present run of looks that say `side`. */
export interface Where {
  readonly settled: 'unknown' | 'inside' | 'outside'
  readonly side: 'inside' | 'outside'
  readonly sinceMs: Ms
}

/** One look. The outline is settled once {@link SURE_MS} of looks agree. */
export function step(was: Where | undefined, inside: boolean, nowMs: Ms): Where {
  const side = inside ? 'inside' : 'outside'
  if (!was) return { settled: 'unknown', side, sinceMs: nowMs }
  if (was.side !== side) return { settled: was.settled, side, sinceMs: nowMs }
  if (was.settled === side || nowMs - was.sinceMs < SURE_MS) return was
  return { settled: side, side, sinceMs: was.sinceMs }
}
