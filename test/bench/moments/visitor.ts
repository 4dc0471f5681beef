import type { Ms } from '../../../config/units.ts'
import type { Place } from './places.ts'
import type { Wish } from './wishes.ts'

/** One stay at one place. */
export interface Stay {
  readonly place: Place
  readonly fromMs: Ms
  readonly toMs: Ms
  readonly reachesMs: readonly Ms[]
  readonly scansMs: readonly Ms[]
  /** Metres a second on the way there, and of shifting about while there. */
  readonly walks: number
  readonly shifts: number
  /** Stops on the way there. */
  readonly stops: number
  /** Of the shopper's wish: whether this is the place for which it is, and how long they look by themselves first. Hidden. */
  readonly isTheirs: boolean
  readonly readyMs: number
  /** What chance has in store for a contact here. Drawn before, so that every rule meets the same shoppers with the same luck. Hidden. */
  readonly luck: Luck
}

/** Uniform 0 … 1 each. */
export interface Luck {
  readonly welcome: number
  readonly declined: number
  readonly leaves: number
  /** How long it takes until somebody is there, milliseconds. */
  readonly delayMs: number
  readonly found: number
}

/** A simulated shopper's visit as it goes where nobody speaks to them. */
export interface Visitor {
  readonly id: string
  readonly startedMs: Ms
  readonly endedMs: Ms
  readonly stays: readonly Stay[]
  readonly size: number
  /** Whether sensors made out who belongs together. */
  readonly isSizeKnown: boolean
  /** A member who is known to be here and agreed to be advised. */
  readonly isMember: boolean
  readonly isBack: boolean
  /** Sensors lost them and began a new visit with this stay; of what was before nothing is known. 0 where they did not. */
  readonly lostBefore: number
  readonly wish: Wish
  /** Uniform 0 … 1: they buy where it is below how likely that is. Hidden. */
  readonly luckToBuy: number
}

/** By what number sensors know them during a stay. */
export function visitAt({ id, lostBefore }: Pick<Visitor, 'id' | 'lostBefore'>, at: number): string {
  return isFoundAgain({ lostBefore }, at) ? `${id}-again` : id
}

/** Whether sensors have lost them before this stay. */
export function isFoundAgain({ lostBefore }: Pick<Visitor, 'lostBefore'>, at: number): boolean {
  return lostBefore > 0 && at >= lostBefore
}
