import type { Ms } from '../../config/units.ts'
import { isGood, REWARD } from './advice.ts'
import { Alarm } from './alarm.ts'
import { Bar, FIRST_HEIGHT } from './bar.ts'
import type { Contact } from './contacts.ts'
import { Covariates } from './covariates.ts'
import { FEATURES } from './features.ts'
import { expected, logit } from './logistic.ts'
import { Model } from './model.ts'
import { RatioTest } from './ratio.ts'
import { Rest } from './rest.ts'
import { Usual } from './usual.ts'

/** So much of what is known in a direction is kept when an outcome speaks of it: the last few hundred outcomes of a kind count. */
const KEEP = 0.998
/**
 * And where outcomes are not any more as they were told to be, so much in all directions: nearly as unsure as at first, but from where it
 * stood. Begun anew altogether it does worse, for much of another world is as in this one; and it does worse when it learns once more from the
 * outcomes before the alarm, for these are the worst of many that were, or there would have been no alarm.
 */
const KEEP_AFTER_ALARM = 0.1
/**
 * What a contact costs that does not come out well, where one that does is worth 1. By {@link REWARD} it is less on average; the greatest
 * mistake is to reach out to somebody who only wants to look around.
 */
const HARM = 1
/** Of so many outcomes it is remembered what they were worth. */
const LATELY = 40
/** Half of what that says is over after so long without another. */
const FADES_MS: Ms = 30 * 86_400_000
/** Contacts that came out worse than this on average make more timid; by so much an approach then has to be worth more. */
const MEAGRE = 0.05
const TIMIDITY = 3
/** The same once an alarm has gone off, from then on: the days after a change are bad anyway, and no reason to fall silent. */
const MEAGRE_AFTER_ALARM = 0.15
/** But never more than this: nothing would be. */
const MOST = 0.8
/** That is not so before so many outcomes, since the beginning or an alarm: a few say nothing. */
const ENOUGH = 60
/** And before so many nothing is known of whether anything is to be gained here. */
const FIRST = 5
/** For so many outcomes after an alarm everybody is taken with optimism, at first of so many deviations, then less and less. */
const TRIAL = 200
const DARING = 1
/** It is none any more where contacts are worth so much again, or were all the time. */
const GOOD = 0.1

/** A guess at one situation. */
export interface Guess {
  /** Log-odds, moderated by how unsure they are, and that as a probability. */
  score: number
  probability: number
  /** Standard deviation of the log-odds. */
  deviation: number
}

/** What became of a visit: whether somebody was to be approached, and whether a contact with them ever seemed worth it. */
export interface Passed {
  readonly isApproached: boolean
  readonly isPromising: boolean
}

/** All that is learned, and nothing of any single visit. */
export class Learner {
  readonly model: Model
  readonly bar = new Bar()
  readonly alarm = new Alarm()
  readonly covariates = new Covariates()
  /** Of the outcomes since visitors go about otherwise. */
  readonly test = new RatioTest()
  readonly rest = new Rest()
  readonly usual = new Usual(FEATURES.length)
  /** What the latest contacts were worth, on average, of those that were told to be worth anything. */
  lately = 0
  latelyMs: Ms = 0
  /** Outcomes learned from. */
  outcomes = 0
  readonly #guess: Guess = { score: 0, probability: 0, deviation: 0 }

  constructor(touchpoints: readonly string[]) {
    this.model = new Model(touchpoints)
  }

  /** Nothing was ever learned. */
  reset(): void {
    this.model.belief.reset()
    this.bar.reset()
    this.alarm.reset()
    this.covariates.reset()
    this.test.reset()
    this.rest.reset()
    this.usual.reset()
    this.lately = this.latelyMs = this.outcomes = 0
  }

  /** What is answered is overwritten by the next call. */
  guess(features: Float64Array, touchpoint: string): Guess {
    const { belief } = this.model
    const x = this.model.lay(features, touchpoint)
    const variance = belief.variance(x)
    const guess = this.#guess
    guess.probability = expected(belief.score(x), variance)
    guess.score = logit(guess.probability)
    guess.deviation = Math.sqrt(variance)
    return guess
  }

  /** What it is worth to approach somebody with that probability. */
  gain(probability: number): number {
    return probability - (1 - probability) * HARM
  }

  /** From which probability on it is worth so much. */
  probabilityOf(gain: number): number {
    return (gain + HARM) / (1 + HARM)
  }

  learn({ features, touchpoint, probability, outcome }: Contact, atMs: Ms): void {
    if (outcome === undefined) return
    this.outcomes++
    const wasGood = isGood(outcome)
    if (this.#watch(probability, wasGood)) this.#begin(atMs)
    this.model.belief.learn(this.model.lay(features, touchpoint), wasGood, KEEP)
    // That a try came out badly says nothing of those approaches that are meant.
    if (this.gain(probability) < 0) return
    this.lately = this.#late(atMs) + (REWARD[outcome] - this.#late(atMs)) / LATELY
    this.latelyMs = atMs
  }

  /** A visit is over of which the model was asked. During a rest it says nothing of the bar: nobody was to be approached. */
  pass({ isApproached, isPromising }: Passed, share: number, atMs: Ms): void {
    this.covariates.pass(atMs)
    if (this.covariates.shift === 'none') this.test.reset()
    if (!this.rest.holds(atMs)) this.bar.pass(isApproached, share)
    if (this.outcomes >= FIRST) this.rest.pass(isPromising, atMs)
  }

  /**
   * How much of the exploring that is allowed is done, 0 … 1: whoever's contacts have come out badly of late does not go on trying
   * strangers, until that is some weeks ago; nor does who rests.
   */
  boldness(nowMs: Ms): number {
    if (this.rest.holds(nowMs)) return 0
    return Math.min(Math.max(1 + 10 * this.#late(nowMs), 0), 1)
  }

  /**
   * What an approach has to be worth now. Before {@link ENOUGH} outcomes the bar does not fall below where it began: a shop in which few contacts
   * are made is no reason yet to make some that seem to be worth nothing.
   */
  asked(nowMs: Ms): number {
    return Math.max(this.bar.height, this.outcomes < ENOUGH ? FIRST_HEIGHT : this.#caution(nowMs))
  }

  /**
   * With how much optimism everybody is taken for the time being, in deviations of the score. Where an alarm went off for contacts that came
   * out badly, little seems worth one any more, nobody is approached, and nothing is learned of the world as it is now (optimism in the face
   * of uncertainty: Auer, Cesa-Bianchi and Fischer 2002). It ends after some outcomes; where contacts are worth something, for then it was no
   * other world; and, where nobody tells any, with time.
   */
  daring(nowMs: Ms): number {
    const left = Math.max(1 - this.alarm.since / TRIAL, 0) * this.#faded(nowMs)
    return DARING * left * Math.min(Math.max(1 - this.#late(nowMs) / GOOD, 0), 1)
  }

  /** Answers whether an outcome says that the world is another: after many, or after few where visitors go about otherwise, too. */
  #watch(probability: number, wasGood: boolean): boolean {
    const { alarm, covariates, test } = this
    const isOff = alarm.see(probability, wasGood)
    if (isOff || !alarm.isWatching || covariates.shift === 'none') return isOff
    const verdict = test.see(probability, wasGood)
    if (covariates.shift === 'suspected' || verdict === undefined) return false
    if (verdict === 'worse') alarm.ring()
    else this.#settle()
    return verdict === 'worse'
  }

  /** It is known what the shift means that was found. */
  #settle(): void {
    this.covariates.settle()
    this.test.reset()
  }

  /** The world is another: what contacts were worth in the one before is no reason to be timid in this one. */
  #begin(atMs: Ms): void {
    this.model.belief.loosen(KEEP_AFTER_ALARM)
    this.#settle()
    this.lately = 0
    this.rest.postpone(atMs)
  }

  /**
   * Whatever the bar says: of many situations of which nothing can be learned some look as if an approach were worth something, and it is
   * those that are picked. What contacts were worth gives that away.
   */
  #caution(nowMs: Ms): number {
    if (this.alarm.since < ENOUGH) return 0
    const meagre = Number.isFinite(this.alarm.since) ? MEAGRE_AFTER_ALARM : MEAGRE
    return Math.min(Math.max(TIMIDITY * (-this.#late(nowMs) - meagre), 0), MOST)
  }

  #late(nowMs: Ms): number {
    return this.lately * this.#faded(nowMs)
  }

  /** What is left of what the latest contacts say, 0 … 1. */
  #faded(nowMs: Ms): number {
    return 0.5 ** (Math.max(nowMs - this.latelyMs, 0) / FADES_MS)
  }
}
