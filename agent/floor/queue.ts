import type { Ms } from '../../config/units.ts'
import type { PersonId, QueueFact } from './fact.ts'
import { Waits } from './waits.ts'

/** A new length must hold this long before it is told: people step out of line and back. */
const SURE_MS = 1000

/** One queue: who stands in it, and what those who went through it say of the wait. */
export class Queue {
  readonly #zone: string
  readonly #waits = new Waits()
  /** Who stands in it, with when they came and how many stood before them then. */
  readonly #standing = new Map<PersonId, { sinceMs: Ms; ahead: number }>()
  #told = 0
  #length = 0
  #changedMs: Ms | undefined

  constructor(zone: string) {
    this.#zone = zone
  }

  join(person: PersonId, atMs: Ms): void {
    this.#standing.set(person, { sinceMs: atMs, ahead: this.#standing.size })
  }

  /** `waited`: they stood long enough not to be somebody who only walked through. */
  leave(person: PersonId, atMs: Ms, waited: boolean): void {
    const stood = this.#standing.get(person)
    this.#standing.delete(person)
    if (stood && waited) this.#waits.add(stood.ahead, atMs - stood.sinceMs)
  }

  /** Time passes; the fact where the length has changed for long enough. */
  tick(nowMs: Ms): QueueFact | undefined {
    const length = this.#standing.size
    // Seen from before it, the last change is one of a clock that was set back since.
    if (length !== this.#length || this.#changedMs === undefined || nowMs < this.#changedMs) {
      this.#length = length
      this.#changedMs = nowMs
    }
    if (length === this.#told || nowMs - this.#changedMs < SURE_MS) return undefined
    this.#told = length
    const wait = this.#waits.expect(length)
    return { kind: 'queue', atMs: nowMs, zone: this.#zone, length, ...(wait ? { wait } : {}) }
  }
}
