import type { Decision, Outcome } from '../../../agent/moments/advice.ts'
import type { Told } from '../../../agent/moments/worth/reliability.ts'
import { afterDwell, NEVER } from './fixed.ts'
import { Learned } from './learned.ts'
import { play, type Tally } from './play.ts'
import { DAY, type Kind } from './shop.ts'

/** The last of these days is the last that is looked at; the first are for learning, and not judged. */
export const DAYS = 30
export const LEARNING = 7

/** A month of a shop under a rule of thumb, which learns nothing: any of its days may be played by itself. */
export interface ByRule {
  readonly seed: number
  readonly kind: Kind
  /** After how long a dwell somebody is approached; ∞ for never. */
  readonly seconds: number
  /** The first day that is asked for. */
  readonly from: number
}

/** A month of a shop under the model, from the first day on. */
export interface ByModel {
  readonly seed: number
  readonly kind: Kind
  /** Which chance of the model, from 0. */
  readonly draw: number
  /** What was told and decided at each look is answered, too; it is empty otherwise. */
  readonly keeps?: boolean
  /** Those that may differ from others, if not all. */
  readonly touchpoints?: readonly string[]
  /** The advice never rests. */
  readonly isTireless?: boolean
}

/** What came of it, and what it told once it had learned. */
export interface Played {
  readonly days: readonly Tally[]
  readonly approached: readonly Told[]
  readonly asked: readonly Told[]
  readonly decisions: readonly Decision[]
  /** By visit, what was first said of an approach. */
  readonly heard: ReadonlyMap<string, Outcome>
  readonly alarms: number
}

export function byRule({ seed, kind, seconds, from }: ByRule): Tally[] {
  const rule = Number.isFinite(seconds) ? afterDwell(seconds) : NEVER
  return Array.from({ length: DAYS - from }, (_, i) => play(seed, from + i, kind, rule))
}

export function byModel({ seed, kind, draw, keeps = false, touchpoints, isTireless }: ByModel): Played {
  const stage = new Learned(seed + 1000 * draw, {}, keeps, touchpoints)
  if (isTireless) stage.learner.rest.postpone(DAY)
  const days = Array.from({ length: DAYS }, (_, number) => {
    if (number === LEARNING) stage.forget()
    const tally = play(seed, number, kind, stage)
    stage.close((number + 1) * DAY)
    return tally
  })
  const { approached, asked, decisions, heard, learner } = stage
  return { days, approached, asked, decisions, heard, alarms: learner.alarm.count }
}
