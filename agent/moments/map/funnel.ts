import type { TouchpointRef } from '../../journey/touchpoints.ts'
import { type Share, wilson } from '../../journey/wilson.ts'
import { bought, type Counted } from './counted.ts'
import { waited } from './meeting.ts'

/** From the street to the till: each step with how many came so far, and the share of the step before. */
export interface Step {
  readonly name: 'passes' | 'visits' | 'engaged' | 'queued' | 'bought'
  readonly count: number
  /** Absent for the first, and where nobody came as far as the step before. */
  readonly ofBefore?: Share
}

/**
 * Those who bought without having been seen to queue, or queued without having taken notice of anything, have come through the steps before
 * it all the same: what a sensor missed is not to look like people who turned back.
 * @param passes how many walked by or came in, as far as it may be told; who came in is among them in any case
 */
export function funnel(
  visits: readonly Counted[],
  touchpoints: ReadonlyMap<string, TouchpointRef>,
  passes: number,
): readonly Step[] {
  let [engaged, queued, paid] = [0, 0, 0]
  for (const visit of visits) {
    const meetings = [...visit.meetings]
    const hasBought = bought(visit, touchpoints)
    const hasQueued = hasBought || meetings.some(([, meeting]) => waited(meeting))
    if (hasBought) paid++
    if (hasQueued) queued++
    if (hasQueued || meetings.some(([id, meeting]) => meeting.engaged && touchpoints.get(id)?.function !== 'enter'))
      engaged++
  }
  const counts = { passes: Math.max(passes, visits.length), visits: visits.length, engaged, queued, bought: paid }
  let before: number | undefined
  return Object.entries(counts).map(([name, count]) => {
    const of = before
    before = count
    return { name: name as Step['name'], count, ...(of && { ofBefore: wilson(count, of) }) }
  })
}
