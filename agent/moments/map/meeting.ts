import type { Ms } from '../../../config/units.ts'
import type { VisitRecord } from '../../journey/record.ts'
import type { Touch } from '../../journey/touch.ts'

/** What one visitor had to do with one touchpoint in one visit. */
export interface Meeting {
  readonly firstMs: Ms
  /** Touches: one who comes back has two, and who reaches into the shelf there another. */
  steps: number
  /** Time at it, as far as it has a place to stand. */
  stayMs: number
  /** Of that, in a queue. */
  waitMs: number
  /** Whether they took notice: dwelled, reached, scanned, were recognised or crossed the line that it is. */
  engaged: boolean
}

/**
 * By touchpoint, in order of the first touch. A stay that is not over lasts until `nowMs`.
 * @param queues ids of the zones in which one waits
 */
export function meetingsOf(
  { touches, endedMs }: Pick<VisitRecord, 'touches' | 'endedMs'>,
  queues: ReadonlySet<string>,
  nowMs: Ms = endedMs ?? Number.NaN,
): ReadonlyMap<string, Meeting> {
  const meetings = new Map<string, Meeting>()
  for (const touch of touches) {
    if (!touch.touchpoint) continue
    const { id } = touch.touchpoint
    const meeting = meetings.get(id) ?? { firstMs: touch.atMs, steps: 0, stayMs: 0, waitMs: 0, engaged: false }
    meetings.set(id, meeting)
    meeting.steps++
    meeting.engaged ||= takesNotice(touch)
    if (touch.kind !== 'stay') continue
    const stayMs = Math.max(0, (touch.untilMs ?? nowMs) - touch.atMs) || 0
    meeting.stayMs += stayMs
    if (queues.has(touch.zone)) meeting.waitMs += stayMs
  }
  return meetings
}

/** Whether they stood in the queue there, and did not only walk through. */
export function waited({ engaged, waitMs }: Meeting): boolean {
  return engaged && waitMs > 0
}

function takesNotice(touch: Touch): boolean {
  return touch.kind === 'stay' ? touch.dwelled : true
}
