import type { Ms } from '../../config/units.ts'
import type { Past } from './past.ts'
import type { Situation } from './situation.ts'

/** What is known of now. */
export interface Now
  extends Pick<Situation, 'atMs' | 'hour' | 'isWeekend' | 'metresPerSecond' | 'untilClosingSeconds'> {
  /** Stops on the way, as far as they were followed. */
  readonly stops: number
  /** With how many others they came and walk, as far as it is seen. */
  readonly companions: number
}

/** The situation of somebody at a touchpoint, from what they did before and what is seen now. Pure. */
export function situate(past: Past, now: Now): Situation {
  const { atMs } = now
  const { visit, touchpoint, isQueueing, sinceMs, cameInMs, touches } = past
  const elsewhereMs = past.elsewhereMs + past.elsewhereNow * atMs - past.elsewhereSinceMs
  return {
    visit,
    touchpoint,
    atMs,
    dwellSeconds: seconds(atMs - sinceMs),
    isQueueing,
    hour: now.hour,
    isWeekend: now.isWeekend,
    sinceEntrySeconds: cameInMs === undefined ? undefined : seconds(atMs - cameInMs),
    staysBefore: past.staysBefore,
    secondsBefore: past.secondsBefore,
    touches,
    considered: past.considered,
    secondsElsewhere: touches === undefined ? undefined : seconds(elsewhereMs),
    // Who was lost from sight may have stopped anywhere.
    stops: touches === undefined ? undefined : now.stops,
    metresPerSecond: now.metresPerSecond,
    reaches: past.reaches,
    scans: past.scans,
    groupSize: now.companions > 0 ? Math.max(now.companions + 1, past.groupSize ?? 1) : past.groupSize,
    isMember: past.isMember,
    isReturn: past.isReturn,
    hasStaff: past.hasStaff,
    staffMs: past.staffMs,
    untilClosingSeconds: now.untilClosingSeconds,
    isOffLimits: past.isOffLimits,
  }
}

/** What is told late began before it was seen, and never after now. */
function seconds(ms: Ms): number {
  return Math.max(ms, 0) / 1000
}
