import type { Moments as Config } from '../../config/moments.ts'
import type { Ms } from '../../config/units.ts'
import type { VisitId } from '../journey/fact.ts'
import { JOINED_MS } from '../journey/records.ts'
import { type Advice, type Decision, REWARD } from './advice.ts'
import { draw, propensity } from './chance.ts'
import { Contacts, type Heard, type Said } from './contacts.ts'
import { DECIDED_BY, type DecidedBy, decidedBy } from './decided.ts'
import { FEATURES, features } from './features.ts'
import type { Learner } from './learner.ts'
import { logit, sigmoid } from './logistic.ts'
import { reasons } from './reasons.ts'
import { PROMISING } from './rest.ts'
import { advised, ruled, WORDS } from './rules.ts'
import type { Situation } from './situation.ts'
import { later, type Visit, Visits } from './visits.ts'

/** What the stage needs, and whom it tells. */
export interface Around {
  readonly config: Config
  /** What is known, and learned on. */
  readonly learner: Learner
  /** Uniform, 0 ≤ u < 1. */
  readonly unit: () => number
  /** Of every look at which the model was asked. */
  readonly decided?: (decision: Decision) => void
}

/** Below the first of these probabilities somebody is left alone, and not only waited for; and is until it is above the second. */
const [LEAVE, WAIT] = [0.25, 0.3]

/**
 * Of each open visit at a touchpoint: approach, wait or leave alone. Hard rules come first. Then whoever is more likely to be glad of a
 * contact than the bar asks for is approached. Learns from what is said to have become of its advice. Not told of a visit's end, it
 * would grow: call {@link gone}.
 */
export class Moments {
  readonly contacts: Contacts
  readonly #around: Around
  readonly #visits = new Visits()
  readonly #features = new Float64Array(FEATURES.length)

  constructor(around: Around) {
    this.#around = around
    const { settleMinutes, outcomeHours } = around.config
    this.contacts = new Contacts({ settleMs: 60_000 * settleMinutes, outcomeMs: 3_600_000 * outcomeHours })
  }

  /** Looks at somebody, best every few seconds. Answers what is advised where that is another than at the last look. */
  look(situation: Situation): Advice | undefined {
    const visit = this.#visit(situation.visit, situation.atMs)
    visit.lastMs = later(visit.lastMs, situation.hasStaff ? situation.atMs : situation.staffMs)
    const rule = ruled(situation, visit, this.#around.config)
    if (rule !== undefined) {
      // What was advised a moment ago holds until its time is over.
      if (rule === 'advised-before' || !this.#isNews(visit, situation, rule)) return undefined
      return { ...this.#head(situation), advice: advised(rule), rule, words: [WORDS[rule]] }
    }
    return this.#judge(situation, visit)
  }

  /** A visit begins: from now on it may be said of it what became of it, whether it was looked at or not. */
  came(id: VisitId, atMs: Ms): void {
    this.#visit(id, atMs)
  }

  /** Somebody went on from where they were looked at: what is advised when they are back is told anew. */
  left(id: VisitId): void {
    const visit = this.#visits.at(id)
    if (visit) visit.told = ''
  }

  /** A visit is over. */
  gone(id: VisitId, atMs: Ms): void {
    const visit = this.#visits.at(id)
    if (!visit) return
    const { learner, config } = this.#around
    // Who is held back says nothing of the bar.
    if (visit.isAsked && visit.optimism >= 0) learner.pass(visit, config.approachShare, atMs)
    // Where it turns out to be a part of another one, that one passes for itself.
    visit.isAsked = visit.isPromising = visit.isApproached = false
    this.#visits.end(id, atMs)
  }

  /** A visit, which may be over, turns out to be a part of another one. */
  merge(from: VisitId, into: VisitId): void {
    this.#visits.unite(from, into)
  }

  /** No consent of somebody holds any more in a visit, most of all where they took it back: that is a word, too, and it asks for no contact. */
  refuse(id: VisitId): void {
    const visit = this.#visits.of(id)
    if (visit) visit.isDeclined = true
  }

  /** Somebody says what became of a visit. Once a word is settled it is learned from, at a {@link tick} after it. */
  hear(said: Said): Heard {
    const { heard } = this.contacts.hear(said)
    const visit = this.#visits.of(said.visit)
    if (visit && REWARD[said.outcome] < 0) visit.isDeclined = true
    // Whoever says so was with them, sent or not; but for a till, at which they were by themselves.
    if (visit && said.outcome !== 'bought') visit.lastMs = later(visit.lastMs, said.atMs)
    return heard
  }

  /** Time passes. Answers how many outcomes were learned from: where any was, what is known wants keeping. */
  tick(nowMs: Ms): number {
    this.#visits.forget(nowMs - JOINED_MS)
    const settled = this.contacts.settle(nowMs)
    for (const contact of settled) this.#around.learner.learn(contact, nowMs)
    return settled.length
  }

  #judge(situation: Situation, visit: Visit): Advice | undefined {
    const { learner, decided } = this.#around
    const { touchpoint, visit: id, atMs, dwellSeconds, isQueueing } = situation
    const x = features(situation, this.#features)
    learner.usual.see(x)
    learner.covariates.see(x)
    const { probability, score, deviation } = learner.guess(x, touchpoint.id)
    const bar = learner.probabilityOf(learner.asked(atMs))
    const neededFor = (probability: number) => (logit(probability) - score) / deviation
    const asked = neededFor(bar)
    const needed = learner.rest.holds(atMs) ? Number.POSITIVE_INFINITY : asked
    const isApproached = visit.optimism >= needed
    const at = isQueueing ? `${touchpoint.id}, queueing` : touchpoint.id
    const isSameStay = visit.at === at && visit.dwellSeconds <= dwellSeconds
    decided?.({
      ...{ visit: id, touchpoint: touchpoint.id, atMs, dwellSeconds, isQueueing, probability, isApproached },
      sinceSeconds: isSameStay ? visit.dwellSeconds : 0,
      propensity: propensity(needed, visit.needed, visit.shares),
      isShown: this.#around.config.mode === 'advise',
    })
    visit.at = at
    visit.dwellSeconds = dwellSeconds
    visit.needed = Math.min(visit.needed, needed)
    visit.isAsked = true
    visit.isPromising ||= probability >= PROMISING
    if (isApproached) {
      visit.isApproached = true
      visit.advisedMs = atMs
      visit.needed = Number.POSITIVE_INFINITY
      this.contacts.begin({
        visit: id,
        touchpoint: touchpoint.id,
        atMs,
        features: x.slice(),
        probability,
        isLearned: false,
      })
    }
    visit.isLeft = probability < (visit.isLeft ? WAIT : LEAVE)
    const advice = isApproached ? 'approach' : visit.isLeft ? 'leave' : 'wait'
    const atAll = neededFor(learner.probabilityOf(0))
    const by = decidedBy(visit.optimism, visit.shares.daring, { needed, asked, atAll })
    if (!this.#isNews(visit, situation, advice, by) && !isApproached) return undefined
    const weighed = { bar, reached: sigmoid(score + Math.max(visit.optimism, visit.shares.daring) * deviation) }
    const why = reasons(situation, x, learner.usual.mean, learner.model)
    return { ...this.#head(situation), advice, probability, decidedBy: by, weighed, reasons: why }
  }

  #head({ visit, touchpoint, atMs }: Situation) {
    const { mode, validSeconds } = this.#around.config
    return { visit, touchpoint: touchpoint.id, atMs, untilMs: atMs + 1000 * validSeconds, isShown: mode === 'advise' }
  }

  /** Another advice, or the same that has another cause by now; back again it is none. */
  #isNews(visit: Visit, { touchpoint }: Situation, what: string, by: DecidedBy = 'model'): boolean {
    const told = `${touchpoint.id} ${what}`
    if (visit.told === told && DECIDED_BY.indexOf(by) <= DECIDED_BY.indexOf(visit.toldBy)) return false
    visit.told = told
    visit.toldBy = by
    return true
  }

  #visit(id: VisitId, atMs: Ms): Visit {
    const known = this.#visits.at(id)
    if (known) return known
    const { config, learner, unit } = this.#around
    const shares = {
      holdBackShare: config.holdBackShare,
      exploreShare: config.exploreShare * learner.boldness(atMs),
      daring: config.exploreShare > 0 ? learner.daring(atMs) : 0,
    }
    const visit: Visit = {
      shares,
      optimism: draw(shares, unit),
      needed: Number.POSITIVE_INFINITY,
      isAsked: false,
      isPromising: false,
      isApproached: false,
      at: '',
      dwellSeconds: 0,
      isLeft: false,
      ...{ told: '', toldBy: 'model' },
      isDeclined: false,
      lastMs: undefined,
      advisedMs: undefined,
    }
    this.#visits.begin(id, visit)
    return visit
  }
}
