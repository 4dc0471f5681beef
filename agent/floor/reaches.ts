import type { Ms } from '../../config/units.ts'
import type { FloorFact, PersonId } from './fact.ts'

/** A hand that was in for less than this went past. */
const IN_MS = 200
/** Out for as long as this, it is out: an arm is hidden now and then. */
const OUT_MS = 500
/** Pictures of the arm on one side against those on the other, before a side is told. */
const CLEARLY = 2

/** The hand of one person in one shelf. Each picture stands for its share of the time, half before it and half after. */
interface Reach {
  readonly sinceMs: Ms
  untilMs: Ms
  /** When the last picture that showed it was taken. */
  seenMs: Ms
  left: number
  right: number
}

/** When one person has a hand in a shelf: one stay of the hand is one fact, told once it is over. */
export class Reaches {
  readonly #person: PersonId
  readonly #open = new Map<string, Reach>()

  constructor(person: PersonId) {
    this.#person = person
  }

  /** A picture that stands for `pictureMs` shows the hand in a shelf. */
  see(shelf: string, side: 'left' | 'right' | undefined, atMs: Ms, pictureMs: number): void {
    let reach = this.#open.get(shelf)
    if (!reach) {
      reach = { sinceMs: atMs - pictureMs / 2, untilMs: atMs, seenMs: atMs, left: 0, right: 0 }
      this.#open.set(shelf, reach)
    }
    reach.untilMs = Math.max(reach.untilMs, atMs + pictureMs / 2)
    reach.seenMs = Math.max(reach.seenMs, atMs)
    if (side) reach[side]++
  }

  /** Time passes: what has been out for long enough is over. `patienceMs` is 0 where nothing further will be seen. */
  pass(nowMs: Ms, into: FloorFact[], patienceMs = OUT_MS): void {
    for (const [shelf, reach] of this.#open) {
      if (nowMs - reach.untilMs < patienceMs && patienceMs > 0) continue
      this.#open.delete(shelf)
      const { sinceMs, untilMs } = reach
      if (untilMs - sinceMs < IN_MS) continue
      const atMs = Math.min(untilMs, nowMs)
      const hand = handOf(reach)
      into.push({ kind: 'shelf-reached', person: this.#person, atMs, shelf, sinceMs, ...(hand && { hand }) })
    }
  }

  /** Whose hands they were does not matter. */
  forget(): void {
    this.#open.clear()
  }

  /** The instant behind which nothing more will be told. */
  horizonMs(nowMs: Ms): Ms {
    let horizonMs = Number.POSITIVE_INFINITY
    for (const { seenMs, untilMs } of this.#open.values()) if (seenMs < nowMs) horizonMs = Math.min(horizonMs, untilMs)
    return horizonMs
  }
}

function handOf({ left, right }: Reach): 'left' | 'right' | undefined {
  if (left > CLEARLY * right) return 'left'
  return right > CLEARLY * left ? 'right' : undefined
}
