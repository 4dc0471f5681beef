import type { Ms } from '../../config/units.ts'
import type { VisitId } from '../journey/fact.ts'
import { REWARD } from './advice.ts'

/** Somebody whom the staff may approach now. */
export interface Approach {
  readonly visit: VisitId
  readonly touchpoint: string
  readonly openedMs: Ms
  readonly untilMs: Ms
  readonly probability: number
  /** In words. */
  readonly reasons: readonly string[]
}

/** More are open in no shop; of more the oldest are forgotten. */
const MOST = 200

/** The moments in which somebody is to be approached, as they are open now. */
export class Approaches {
  readonly #open = new Map<VisitId, Approach>()

  /** Of a visit one is open at a time. */
  open(approach: Approach): void {
    this.#open.delete(approach.visit)
    this.#open.set(approach.visit, approach)
    if (this.#open.size > MOST) this.#open.delete(this.#open.keys().next().value!)
  }

  close(visit: VisitId): void {
    this.#open.delete(visit)
  }

  /**
   * Those first in which a contact is worth most. The order of two never changes while both are open, so that no row jumps under a finger.
   * What is over by now is left out, also where nobody said so.
   */
  at(nowMs: Ms): Approach[] {
    for (const [visit, { untilMs }] of this.#open) if (untilMs <= nowMs) this.#open.delete(visit)
    return [...this.#open.values()].sort(
      (a, b) => worth(b) - worth(a) || a.openedMs - b.openedMs || (a.visit < b.visit ? -1 : 1),
    )
  }
}

/** What is to be expected of a contact now. */
function worth({ probability }: Approach): number {
  return probability * REWARD.helped + (1 - probability) * REWARD.declined
}
