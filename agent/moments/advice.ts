import type { Ms } from '../../config/units.ts'
import type { VisitId } from '../journey/fact.ts'
import type { DecidedBy, Weighed } from './decided.ts'
import type { Reason } from './reasons.ts'
import type { Rule } from './rules.ts'

/** What is advised of one visit at one touchpoint. */
export type Advice = {
  readonly visit: VisitId
  readonly touchpoint: string
  readonly atMs: Ms
  readonly untilMs: Ms
  /** False in shadow mode: it is written down and shown to nobody. */
  readonly isShown: boolean
} & (
  | { readonly advice: 'wait' | 'leave'; readonly rule: Rule; readonly words: readonly string[] }
  | {
      readonly advice: 'approach' | 'wait' | 'leave'
      readonly rule?: undefined
      /** That a contact now comes out well. */
      readonly probability: number
      /** What made it an approach or none, beside that. */
      readonly decidedBy: DecidedBy
      readonly weighed: Weighed
      readonly reasons: readonly Reason[]
    }
)

/** One look at one visit, as it is kept to tell later what other rules would have been worth. */
export interface Decision {
  readonly visit: VisitId
  readonly touchpoint: string
  readonly atMs: Ms
  readonly dwellSeconds: number
  /** How long they had been here, or here in the queue, at the look before this one; 0 at the first of a stay. */
  readonly sinceSeconds: number
  readonly isQueueing: boolean
  readonly probability: number
  readonly isApproached: boolean
  /** How likely it was that they were approached at this look, given that they were not before. */
  readonly propensity: number
  /** False in shadow mode: nobody heard of it. */
  readonly isShown: boolean
}

/** What became of a contact, as somebody said. */
export const OUTCOMES = ['helped', 'bought', 'declined', 'ignored'] as const
export type Outcome = (typeof OUTCOMES)[number]

/**
 * What an outcome is worth: the greatest mistake is to reach out to somebody who only wants to look around. No outcome is worth nothing and
 * says nothing.
 */
export const REWARD: Record<Outcome, number> = { helped: 1, bought: 1, declined: -1, ignored: -0.5 }
export const isGood = (outcome: Outcome): boolean => REWARD[outcome] > 0
