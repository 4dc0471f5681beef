import type { Ms } from '../../../config/units.ts'
import type { Fact } from '../../events/tell.ts'
import type { JourneyFact } from '../../journey/fact.ts'

/** Lets a store tell what its day has, each thing when its time has come. */
export class Play {
  readonly #store: { tell(fact: Fact): void }
  readonly #facts: Iterator<JourneyFact>
  readonly #open = new Set<string>()
  #next: IteratorResult<JourneyFact>
  #timer: NodeJS.Timeout | undefined

  constructor(store: { tell(fact: Fact): void }, facts: Iterator<JourneyFact>) {
    this.#store = store
    this.#facts = facts
    this.#next = facts.next()
    this.#go()
  }

  /** Closes the shop: tells what is due, ends the visits that go on, if there are any, and says that the agent stopped. */
  finish(atMs: Ms, isAsked: boolean): void {
    this.stop()
    this.#tell(atMs)
    for (; !this.#next.done && this.#open.size > 0; this.#next = this.#facts.next()) {
      const fact = this.#next.value
      if (fact.kind === 'visit.ended' && this.#open.delete(fact.visit))
        this.#store.tell({ ...fact, atMs, reason: 'stopped' })
    }
    this.#store.tell({ kind: 'agent.stopped', atMs, reason: isAsked ? 'signal' : 'finished' })
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  #go(): void {
    const nowMs = Date.now()
    this.#tell(nowMs)
    if (!this.#next.done) this.#timer = setTimeout(() => this.#go(), Math.ceil(this.#next.value.atMs - nowMs))
  }

  #tell(nowMs: Ms): void {
    for (; !this.#next.done && this.#next.value.atMs <= nowMs; this.#next = this.#facts.next()) {
      const fact = this.#next.value
      if (fact.kind === 'visit.started') this.#open.add(fact.visit)
      else if (fact.kind === 'visit.ended') this.#open.delete(fact.visit)
      this.#store.tell(fact)
    }
  }
}
