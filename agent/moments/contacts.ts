import type { Ms } from '../../config/units.ts'
import type { VisitId } from '../journey/fact.ts'
import type { Outcome } from './advice.ts'

/** An advice to approach somebody, of which it may still be said what became of it. */
export interface Contact {
  readonly visit: VisitId
  readonly touchpoint: string
  readonly atMs: Ms
  /** The features then, and what was told. */
  readonly features: Float64Array
  readonly probability: number
  /** What was said first, and what is taken to be so. */
  saidMs?: Ms
  outcome?: Outcome
  isLearned: boolean
}

/** What somebody says became of a visit, or of a part of it. */
export interface Said {
  readonly visit: VisitId
  readonly touchpoint?: string | undefined
  readonly outcome: Outcome
  readonly fromMs?: Ms | undefined
  readonly untilMs?: Ms | undefined
  /** When it was said. */
  readonly atMs: Ms
}

/**
 * What a word was good for. `taken`: it is of a contact of which nobody had said anything. `same`: it was said before. `corrected`: it
 * overrules what was said before. `overruled`: what was said before counts more. `settled`: it is otherwise, but was learned already.
 * `late`: it came too late. `unknown`: no such contact was advised, or it says of none.
 */
export const HEARD = ['taken', 'same', 'corrected', 'overruled', 'settled', 'late', 'unknown'] as const
export type Heard = (typeof HEARD)[number]

/** Staff set out when it is advised, and are there some time after. */
const SETS_OUT: Ms = 120_000
/** More than these are open at no shop in a day; of more the oldest are forgotten, and counted. */
const MOST = 2000

/** Whose word counts: whoever declined has declined, whoever else thinks that they helped. */
const RANK: Record<Outcome, number> = { declined: 3, helped: 2, ignored: 1, bought: 0 }

export interface Waits {
  readonly settleMs: Ms
  readonly outcomeMs: Ms
}

/** Contacts that were advised, until it is settled what became of them or nobody will say it any more. */
export class Contacts {
  readonly #waits: Waits
  /** Oldest first. */
  #open: Contact[] = []
  /** Of which nothing was said in time: not failures, and not learned from. */
  censored = 0
  dropped = 0

  constructor(waits: Waits) {
    this.#waits = waits
  }

  get open(): readonly Contact[] {
    return this.#open
  }

  begin(contact: Contact): void {
    this.#open.push(contact)
    if (this.#open.length <= MOST) return
    this.#open.shift()
    this.dropped++
  }

  /**
   * Finds the last contact of that visit, at that touchpoint and in that time where they are said. That somebody bought says of none: a till
   * does not know whether anybody went to them, and says nothing of those who do not buy, so that by its words all contacts would be good.
   */
  hear(said: Said): { readonly heard: Heard; readonly contact?: Contact } {
    if (said.outcome === 'bought') return { heard: 'unknown' }
    const contact = this.#open.findLast(one => isOf(said, one))
    if (!contact) return { heard: 'unknown' }
    if (said.atMs - contact.atMs > this.#waits.outcomeMs) return { heard: 'late', contact }
    if (contact.outcome === undefined) {
      contact.outcome = said.outcome
      contact.saidMs = said.atMs
      return { heard: 'taken', contact }
    }
    if (contact.outcome === said.outcome) return { heard: 'same', contact }
    if (contact.isLearned) return { heard: 'settled', contact }
    if (RANK[said.outcome] <= RANK[contact.outcome]) return { heard: 'overruled', contact }
    contact.outcome = said.outcome
    return { heard: 'corrected', contact }
  }

  /** Those of which it is settled by now what became of them, each once; those of which nobody will speak any more are forgotten. */
  settle(nowMs: Ms): Contact[] {
    const settled: Contact[] = []
    const isOld = ({ atMs }: Contact) => nowMs - atMs > this.#waits.outcomeMs
    for (const contact of this.#open) {
      if (contact.saidMs === undefined) {
        if (isOld(contact)) this.censored++
        continue
      }
      // Where the clock was set back there is nothing to wait for either.
      if (contact.isLearned || !(isOld(contact) || Math.abs(nowMs - contact.saidMs) >= this.#waits.settleMs)) continue
      contact.isLearned = true
      settled.push(contact)
    }
    if (this.#open.some(isOld)) this.#open = this.#open.filter(one => !isOld(one))
    return settled
  }

  /** As they were kept. */
  restore(open: readonly Contact[]): void {
    this.#open = [...open].slice(-MOST)
  }
}

function isOf({ visit, touchpoint, fromMs, untilMs }: Said, contact: Contact): boolean {
  if (contact.visit !== visit) return false
  if (touchpoint !== undefined && touchpoint !== contact.touchpoint) return false
  return (
    contact.atMs >= (fromMs ?? Number.NEGATIVE_INFINITY) - SETS_OUT &&
    contact.atMs <= (untilMs ?? Number.POSITIVE_INFINITY)
  )
}
