import type { Ms } from '../../config/units.ts'
import type { Authorisation, Gate } from '../identity/gate.ts'
import type { JourneyFact, VisitId } from '../journey/fact.ts'
import type { Met } from '../journey/records.ts'
import type { Stages } from './stages.ts'

export interface Around {
  readonly gate: Pick<Gate, 'standingOf'>
  readonly stages: Pick<Stages, 'listen'> & { readonly records: Pick<Stages['records'], 'of' | 'meet' | 'unmeet'> }
  /** Hears of whom something was known in a visit by a consent that holds no more: they are to be left alone. */
  readonly refuse: (visit: VisitId) => void
}

interface Known {
  /** In which visit they are now. */
  visit: VisitId
  /** By what they were recognised. Who it was only the gate knows. */
  readonly given: Authorisation
}

/**
 * Who was recognised in visits that are not over, or not for long: what was known by a consent is known no more once it does not hold,
 * whoever took it back and in whatever program, nor once somebody says that it is not them. In memory alone.
 */
export class Recognised {
  readonly #around: Around
  #known: Known[] = []

  constructor(around: Around) {
    this.#around = around
    around.stages.listen(fact => this.#hear(fact))
  }

  meet(met: Met, given: Authorisation): void {
    const { records } = this.#around.stages
    if (!records.of(met.visit)) return
    records.meet(met)
    this.#known.push({ visit: met.visit, given })
  }

  /** Something may have happened to consents, or time has passed. */
  async look(nowMs: Ms): Promise<void> {
    const { gate, stages, refuse } = this.#around
    this.#known = this.#known.filter(({ visit }) => stages.records.of(visit))
    for (const one of [...this.#known]) {
      const state = await gate.standingOf(one.given, nowMs)
      if (state === 'holds') continue
      // Another look may have been faster.
      if (!this.#known.includes(one)) continue
      this.#known = this.#known.filter(other => other !== one)
      stages.records.unmeet(one.visit, one.given.purpose)
      // Whoever is somebody else has refused nothing.
      if (state === 'over') refuse(one.visit)
    }
  }

  /** Two visits turn out to be of one person: it goes on as the other. */
  #hear(fact: JourneyFact): void {
    const [from, into] =
      fact.kind === 'visit.ended'
        ? [fact.visit, fact.into]
        : fact.kind === 'visit.joined'
          ? [fact.previous, fact.visit]
          : []
    if (from === undefined || into === undefined) return
    for (const one of this.#known) if (one.visit === from) one.visit = into
  }
}
