import type { Moments } from '../../config/moments.ts'
import type { Ms } from '../../config/units.ts'
import type { VisitId } from '../journey/fact.ts'
import type { TouchpointRef } from '../journey/touchpoints.ts'
import type { Advice, Outcome } from './advice.ts'
import type { ToldBy, ToldRule } from './outward.ts'

/**
 * Why a moment is over. `expired`: nobody came in time. `changed`: something else is advised now. `left`: they went on from the touchpoint.
 * `answered`: somebody said what became of it. `ended`: the visit is over. `stopped`: the agent was stopped.
 */
export const WHYS = ['expired', 'changed', 'left', 'answered', 'ended', 'stopped'] as const
export type Why = (typeof WHYS)[number]

/** What the stage tells of moments. Of a visit one is open at a time; it is closed before the visit ends. */
export type MomentFact = {
  readonly visit: VisitId
  readonly atMs: Ms
  readonly touchpoint: TouchpointRef
  readonly advice: Advice['advice']
  readonly mode: Moments['mode']
  /** The rule that says so; or, where none does, how probable it is that a contact comes out well, and what decided. */
  readonly rule?: ToldRule | undefined
  readonly probability?: number
  readonly decidedBy?: ToldBy
} & (
  | {
      readonly kind: 'moment.opened'
      /** In words, and without whatever says that they are a member: whoever hears of visits need not know that. */
      readonly reasons: readonly string[]
      /** Until when an approach is to be made; any other advice stands until it is closed. */
      readonly untilMs?: Ms
    }
  | {
      readonly kind: 'moment.closed'
      readonly openedMs: Ms
      readonly why: Why
      readonly outcome?: Outcome
    }
)
