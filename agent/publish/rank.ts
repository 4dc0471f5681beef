import type { EventName } from '../events/contract.ts'

/** What outlives what where there is no room for all: the later rank goes last. */
export const RANKS = [0, 1] as const
export type Rank = (typeof RANKS)[number]

/** Without these a subscriber would believe for ever in something that is over, or that was taken back. */
const LAST: ReadonlySet<EventName> = new Set([
  'visit.ended',
  'zone.left',
  'member.retracted',
  'member.erased',
  'consent.withdrawn',
  'sensor.recovered',
  'agent.stopped',
])

export function rankOf(name: EventName): Rank {
  return LAST.has(name) ? 1 : 0
}
