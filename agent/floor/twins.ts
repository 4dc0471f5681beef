import type { Metres, Ms } from '../../config/units.ts'
import { Grid } from '../tracking/grid.ts'
import { room } from '../tracking/room.ts'
import { farness } from './chance.ts'
import type { PersonId } from './fact.ts'
import type { Person } from './person.ts'
import { FRESH_MS } from './sighting.ts'

/** How often two are compared. */
const EVERY_MS = 200
/** Who was farther than this from somebody at any time is somebody else. */
const NEAR_METRES: Metres = 2
/** A double is there from the beginning. Somebody older than this can only become one: where a track leaps from one to another. */
const YOUNG_MS = 3000
/** For so long two must move as one. */
const TOGETHER_MS = 1000
/** What is left of the variance of a sensor's being beside the truth once it is averaged over that time. */
const LEFT_BESIDE = 0.36
/** Squared distance, in standard deviations, of two that are one: 86 in 100 lie below (χ², two degrees of freedom). */
const ONE = 4
/** The same for two of whom the younger is no longer young, with the time for which they must move as one. */
const ONE_LATE = 1.4
const TOGETHER_LATE_MS = 2500

/** Two that may be one. */
interface Pair {
  readonly older: Person
  readonly younger: Person
  readonly isLate: boolean
  /** Since when no look has contradicted it, and the sum of the looks since then: how far apart, and how sure. */
  sinceMs: Ms
  dx: Metres
  dy: Metres
  spread: number
  looks: number
  /** The last comparison that found them near each other. */
  round: number
}

/**
 * Finds people whom two sensors see and who were taken for two, because the sensors put them too far apart when the younger
 * began to count; and people of whom one sensor's track went over to somebody whom the others have. Two that one sensor sees
 * side by side are two, and who were seen so before must be as one for longer.
 */
export class Twins {
  readonly #pairs = new Map<PersonId, Map<PersonId, Pair>>()
  readonly #grid = new Grid()
  readonly #seen: Person[] = []
  #x = new Float64Array(64)
  #y = new Float64Array(64)
  readonly #at = new Float64Array(4)
  #round = 0
  #lookedMs: Ms = Number.NEGATIVE_INFINITY

  /** Tells of each pair that turns out to be one, with the probability. The younger is to be gone afterwards. */
  find(persons: Iterable<Person>, atMs: Ms, found: (older: Person, younger: Person, chance: number) => void): void {
    if (Math.abs(atMs - this.#lookedMs) < EVERY_MS) return
    this.#lookedMs = atMs
    this.#round++
    this.#gather(persons, atMs)
    for (let i = 0; i < this.#seen.length; i++) this.#lookAround(i, atMs)
    for (const [id, others] of this.#pairs) {
      for (const [other, pair] of others) {
        if (pair.round !== this.#round) others.delete(other)
        else if (atMs - pair.sinceMs >= (pair.isLate ? TOGETHER_LATE_MS : TOGETHER_MS) && pair.looks > 1) {
          const far = farness(
            pair.dx / pair.looks,
            pair.dy / pair.looks,
            pair.spread / pair.looks,
            0,
            pair.spread / pair.looks,
          )
          const limit = pair.isLate ? ONE_LATE : ONE
          if (far > limit) continue
          others.delete(other)
          found(pair.older, pair.younger, Math.exp(-far / 2) / (Math.exp(-far / 2) + Math.exp(-limit)))
        }
      }
      if (others.size === 0) this.#pairs.delete(id)
    }
  }

  #gather(persons: Iterable<Person>, atMs: Ms): void {
    this.#seen.length = 0
    for (const person of persons) if (Math.abs(atMs - person.seenMs) <= FRESH_MS) this.#seen.push(person)
    const count = this.#seen.length
    this.#x = room(this.#x, count)
    this.#y = room(this.#y, count)
    for (let i = 0; i < count; i++) {
      this.#seen[i].expect(atMs, this.#at)
      this.#x[i] = this.#at[0]
      this.#y[i] = this.#at[1]
    }
    this.#grid.fill(this.#x, this.#y, count, NEAR_METRES)
  }

  #lookAround(i: number, atMs: Ms): void {
    const one = this.#seen[i]
    const count = this.#grid.near(this.#x[i], this.#y[i], NEAR_METRES, NEAR_METRES)
    for (let k = 0; k < count; k++) {
      const j = this.#grid.found[k]
      const other = this.#seen[j]
      // The younger of two has the greater id.
      if (other.id <= one.id || areSideBySide(one, other, atMs)) continue
      this.#compare(one, other, this.#x[j] - this.#x[i], this.#y[j] - this.#y[i], atMs)
    }
  }

  #compare(older: Person, younger: Person, dx: Metres, dy: Metres, atMs: Ms): void {
    let others = this.#pairs.get(younger.id)
    let pair = others?.get(older.id)
    if (!pair) {
      const isLate = atMs - younger.bornMs > YOUNG_MS || wereSideBySide(older, younger)
      pair = { older, younger, isLate, sinceMs: atMs, dx: 0, dy: 0, spread: 0, looks: 0, round: 0 }
      if (!others) this.#pairs.set(younger.id, (others = new Map()))
      others.set(older.id, pair)
    }
    pair.round = this.#round
    older.expect(atMs, this.#at)
    let spread = Math.max(this.#at[2], this.#at[3]) + LEFT_BESIDE * (older.beside + younger.beside)
    younger.expect(atMs, this.#at)
    spread += Math.max(this.#at[2], this.#at[3])
    if (farness(dx, dy, spread, 0, spread) > 2 * ONE) {
      pair.sinceMs = atMs
      pair.dx = pair.dy = pair.spread = pair.looks = 0
    }
    pair.dx += dx
    pair.dy += dy
    pair.spread += spread
    pair.looks++
  }
}

/** Whether one sensor has both now. */
function areSideBySide(one: Person, other: Person, atMs: Ms): boolean {
  for (const a of one.sightings)
    for (const b of other.sightings) if (a.sensor === b.sensor && a.isLive(atMs) && b.isLive(atMs)) return true
  return false
}

/** Whether one sensor had both at the same time. */
function wereSideBySide(one: Person, other: Person): boolean {
  for (const a of one.sightings)
    for (const b of other.sightings) if (a.sensor === b.sensor && a.firstMs < b.atMs && b.firstMs < a.atMs) return true
  return false
}
