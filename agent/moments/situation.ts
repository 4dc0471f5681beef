import type { Touchpoint } from '../../config/touchpoints.ts'
import type { Ms } from '../../config/units.ts'
import type { VisitId } from '../journey/fact.ts'

/**
 * What is known of one open visit at one touchpoint now. What is not known is undefined, never 0: a shelf at which no hands are seen was not
 * reached into by nobody, and somebody whom the sensors lost and found again did not come in just now.
 */
export interface Situation {
  readonly visit: VisitId
  readonly touchpoint: Pick<Touchpoint, 'id' | 'channel' | 'function' | 'stage'>
  readonly atMs: Ms
  /** Of this stay here. */
  readonly dwellSeconds: number
  readonly isQueueing: boolean
  /** By the clock on the wall of the shop, 0 … 24. */
  readonly hour: number
  readonly isWeekend: boolean
  /** Since they came in; undefined where nobody saw that. */
  readonly sinceEntrySeconds: number | undefined
  /** Stays here in this visit before this one, and how long they were in all. */
  readonly staysBefore: number | undefined
  readonly secondsBefore: number | undefined
  /** Stays at other touchpoints so far in this visit, and of these at touchpoints of the stage `consider`. */
  readonly touches: number | undefined
  readonly considered: number | undefined
  /** How long those stays elsewhere were in all. */
  readonly secondsElsewhere: number | undefined
  /** Stops on the way, not at a touchpoint, so far in this visit. */
  readonly stops: number | undefined
  /** Over the last seconds. */
  readonly metresPerSecond: number | undefined
  /** Reaches into a shelf here, in this visit; undefined where no hands are seen. */
  readonly reaches: number | undefined
  /** Codes of products scanned in this visit, as far as they are known to be theirs. */
  readonly scans: number | undefined
  /** Who came and walks together, them included. */
  readonly groupSize: number | undefined
  /** Whether they are a member who agreed to be assisted (purpose `assist`); undefined where nobody is recognised. */
  readonly isMember: boolean | undefined
  /** Whether they were here before today and came back. */
  readonly isReturn: boolean | undefined
  /** Whether somebody of the staff is with them. */
  readonly hasStaff: boolean | undefined
  /** When somebody of the staff last parted from them in this visit, wherever that was; undefined where nobody was seen to. */
  readonly staffMs: Ms | undefined
  readonly untilClosingSeconds: number | undefined
  /** Whether what they agreed to says that nobody may speak to them. */
  readonly isOffLimits: boolean
}
