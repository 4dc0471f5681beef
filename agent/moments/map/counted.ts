import type { TouchpointRef } from '../../journey/touchpoints.ts'
import type { Meeting } from './meeting.ts'

/** Who visited, as far as a shop may tell visitors apart: by when they came and with whom, and whether a member was recognised. */
export interface Who {
  /** Six hours of the shop's clock. */
  readonly dayPart: 'night' | 'morning' | 'afternoon' | 'evening'
  /** Undefined where nobody knows. */
  readonly company: 'alone' | 'group' | undefined
  /**
   * A member who agreed to it was recognised: on the day on which they enrolled, or on a later one; `undated` where nobody knows which.
   * Undefined where none was: of all others nobody knows whether they were here before.
   */
  readonly member: 'new' | 'returning' | 'undated' | undefined
}

/** One visit that is over, as the map counts it. */
export interface Counted {
  readonly segment: Who
  /** By the id of the touchpoint. */
  readonly meetings: ReadonlyMap<string, Meeting>
  /** What a till or the staff said; undefined where nobody said anything, which is not a no. */
  readonly bought: boolean | undefined
}

/** Whether somebody bought: as was said, or, where nobody said anything, whether they took notice of a touchpoint where one buys. */
export function bought({ bought: said, meetings }: Counted, touchpoints: ReadonlyMap<string, TouchpointRef>): boolean {
  return said ?? [...meetings].some(([id, { engaged }]) => engaged && touchpoints.get(id)?.stage === 'buy')
}
