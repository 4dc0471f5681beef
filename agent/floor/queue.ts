import type { Ms } from '../../config/units.ts'
import type { PersonId, QueueFact } from './fact.ts'
import { Waits } from './waits.ts'

/** A new length must hold this long before it is told: people step out of line and back. */
const SURE_MS = 1000

/** Metres a second: whoever is faster walks through. In line nobody is for long. */
const WALK = 0.5
/** Nobody takes so long to walk through. */
const THROUGH_MS = 10_000

interface Standing {
  readonly sinceMs: Ms
  /** How many stood before them when they came; undefined while they may be walking through. */
  ahead: number | undefined
  /** Whether they were last seen beside it. */
  isAside: boolean
}

/** One queue: who stands in it, and what those who went through it say of the wait. */
export class Queue {
  readonly #zone: string
  readonly #waits = new Waits()
  /** Whoever is in it. */
  readonly #standing = new Map<PersonId, Standing>()
  #count = 0
  #told = 0
  #length = 0
  #changedMs: Ms | undefined

  constructor(zone: string) {
    this.#zone = zone
  }

  join(person: PersonId, atMs: Ms): void {
    this.#standing.set(person, { sinceMs: atMs, ahead: undefined, isAside: false })
  }

  /** They are seen in it and go at this pace. They stand in line from when they first do not walk. */
  see(person: PersonId, pace: number, atMs: Ms): void {
    const one = this.#standing.get(person)
    if (!one) return
    if (one.ahead === undefined) {
      if (pace < WALK || atMs - one.sinceMs > THROUGH_MS) one.ahead = this.#count++
    } else if (one.isAside) this.#count++
    one.isAside = false
  }

  /** They are seen beside it: as long as they are, they do not stand in line, though their stay may go on. */
  aside(person: PersonId): void {
    const one = this.#standing.get(person)
    if (!one || one.isAside) return
    one.isAside = true
    if (one.ahead !== undefined) this.#count--
  }

  /** `waited`: they stayed long enough to have been served. */
  leave(person: PersonId, atMs: Ms, waited: boolean): void {
    const stood = this.#standing.get(person)
    this.#standing.delete(person)
    if (stood?.ahead === undefined) return
    if (!stood.isAside) this.#count--
    if (waited) this.#waits.add(stood.ahead, atMs - stood.sinceMs)
  }

  /** Time passes; the fact where the length has changed for long enough. */
  tick(nowMs: Ms): QueueFact | undefined {
    const length = this.#count
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
