import type { Metres, Ms } from '../../config/units.ts'
import { AXIS, begin, correct, P00, P01, P11, POS, predict, steady, VEL } from '../tracking/kalman.ts'
import { agree, forget, learn, meet } from './beside.ts'
import { Encounters } from './encounters.ts'
import type { PersonId } from './fact.ts'
import { FRESH_MS, Sighting } from './sighting.ts'
import { BESIDE, XX, YY } from './spread.ts'

/** How quickly people change their pace, m²/s³: from a walk to a stand in well under a second. */
const RESTLESS = 2
/** What is expected of a pace not known yet, m/s. */
const PACE = 1
/** The error of a foot lasts about this long, so that looks that follow faster say no more. */
const LASTING_MS = 400
/** Out of sight for longer than this, somebody may be anywhere near: what is seen next says where they are. */
const BLIND_MS = 1000
/** Metres a second. */
const SLOWEST = 0.2

/**
 * Somebody on the floor, where the sensors that see them put them together: a filter of constant velocity an axis (kalman.ts)
 * that takes in every look, each with what is not known of it. Sensors that put one person side by side would make them jump
 * to and fro; so what each is beside the others is learned, and the mean of that forgotten: what they agree on is the place,
 * and a person glides there when a sensor joins or leaves.
 */
export class Person {
  readonly id: PersonId
  /** When they were first seen. */
  readonly bornMs: Ms
  /** Whether they were first seen where people come in. */
  readonly cameIn: boolean
  /** Last seen by any sensor. */
  seenMs: Ms
  readonly encounters = new Encounters()
  /** Variance of what the sensor that knows best puts them beside where they stand, m² on either axis. */
  beside = Number.POSITIVE_INFINITY
  /** Whether the last that followed them turned out to follow somebody else: since when they were out of sight nobody knows. */
  isMisled = false
  readonly sightings: Sighting[] = []
  readonly #state = new Float64Array(2 * AXIS)
  /** The instant for which the state holds. */
  #atMs: Ms = Number.NEGATIVE_INFINITY

  /** Nobody has seen them yet: {@link move} says where they are. */
  constructor(id: PersonId, bornMs: Ms, cameIn = true) {
    this.id = id
    this.cameIn = cameIn
    this.bornMs = this.seenMs = bornMs
  }

  /** Probability that all the tracks that they are made of are of one person. */
  get trust(): number {
    return this.encounters.trust
  }

  get x(): Metres {
    return this.#state[POS]
  }

  get y(): Metres {
    return this.#state[AXIS + POS]
  }

  /** Metres a second. */
  get vx(): number {
    return this.#state[VEL]
  }

  get vy(): number {
    return this.#state[AXIS + VEL]
  }

  /** Metres a second. */
  get pace(): number {
    return Math.sqrt(this.vx * this.vx + this.vy * this.vy)
  }

  /**
   * Standard deviation of the instant at which they pass a border: that of their place over how fast they come nearer to it, which
   * for borders that lie in any direction is on average 2 / π of their pace. Nobody passes one more slowly than in {@link SLOWEST}.
   */
  get blurMs(): number {
    const s = this.#state
    const off = Math.sqrt((Math.max(0, s[P00]) + Math.max(0, s[AXIS + P00])) / 2)
    return (1000 * off) / Math.max(SLOWEST, (2 / Math.PI) * this.pace)
  }

  /** This track of this sensor is them, there. */
  move(sensor: string, track: number, x: Metres, y: Metres, spread: Float64Array, atMs: Ms): void {
    const isShared = this.inSightOfOthers(sensor, atMs)
    let sighting = this.sightingOf(sensor)
    if (!sighting) this.sightings.push((sighting = new Sighting(sensor, atMs)))
    const sinceMs = atMs - sighting.atMs
    if (atMs - this.#atMs > BLIND_MS) {
      this.#atMs = atMs
      this.#begin(x, y, spread)
    } else {
      if (atMs > this.#atMs) this.#advance(atMs)
      // A look older than what is known is carried forward at the pace of now.
      const aheadSeconds = (this.#atMs - atMs) / 1000
      const nowX = x + this.vx * aheadSeconds
      const nowY = y + this.vy * aheadSeconds
      if (sighting.track !== track || sinceMs > FRESH_MS) {
        if (isShared) meet(sighting, nowX, nowY, this.x, this.y)
        else sighting.besideX = sighting.besideY = 0
      }
      if (aheadSeconds * 1000 <= FRESH_MS) {
        const more = Number.isFinite(sinceMs) ? Math.max(1, LASTING_MS / Math.max(1, sinceMs)) : 1
        this.#take(0, nowX - sighting.besideX, more * spread[XX], aheadSeconds)
        this.#take(AXIS, nowY - sighting.besideY, more * spread[YY], aheadSeconds)
        const forMs = Math.max(0, Math.min(sinceMs, FRESH_MS))
        if (isShared) {
          learn(sighting, nowX, nowY, this.x, this.y, forMs)
          agree(this.sightings, forMs, this.#atMs)
        } else forget(sighting, forMs)
      }
    }
    this.isMisled = false
    this.beside = isShared ? Math.min(this.beside, spread[BESIDE]) : spread[BESIDE]
    if (sighting.track !== track) sighting.sinceMs = atMs
    sighting.track = track
    sighting.look(x, y, spread, atMs)
    this.seenMs = Math.max(this.seenMs, atMs)
  }

  /** Whoever was taken for somebody else is them: takes over how the sensors see them. */
  absorb(other: Person, chance: number): void {
    for (const sighting of other.sightings) {
      const mine = this.sightings.findIndex(({ sensor }) => sensor === sighting.sensor)
      if (mine < 0) this.sightings.push(sighting)
      else if (this.sightings[mine].atMs < sighting.atMs) this.sightings[mine] = sighting
      if (sighting.isLive(this.#atMs)) meet(sighting, sighting.x, sighting.y, this.x, this.y)
    }
    this.seenMs = Math.max(this.seenMs, other.seenMs)
    this.encounters.join(other.encounters, chance)
  }

  /** The sensor no longer follows them. */
  lose(sensor: string): void {
    const sighting = this.sightingOf(sensor)
    if (!sighting) return
    sighting.track = 0
    sighting.apartMs = Number.POSITIVE_INFINITY
  }

  sightingOf(sensor: string): Sighting | undefined {
    for (const sighting of this.sightings) if (sighting.sensor === sensor) return sighting
    return undefined
  }

  /** Which track of the sensor they are, if any. */
  trackOf(sensor: string): number | undefined {
    return this.sightingOf(sensor)?.track || undefined
  }

  /** When the sensor saw them last. */
  seenBy(sensor: string): Ms {
    return this.sightingOf(sensor)?.atMs ?? Number.NEGATIVE_INFINITY
  }

  /** Whether any sensor sees them now. */
  isInSight(atMs: Ms): boolean {
    for (const sighting of this.sightings) if (sighting.isLive(atMs)) return true
    return false
  }

  /** Whether a sensor other than this one sees them now. */
  inSightOfOthers(sensor: string, atMs: Ms): boolean {
    for (const sighting of this.sightings) if (sighting.sensor !== sensor && sighting.isLive(atMs)) return true
    return false
  }

  /** Where they are expected at an instant not far off, and the variance of that, into `out`: x, y, of x, of y. */
  expect(atMs: Ms, out: Float64Array): void {
    const seconds = (atMs - this.#atMs) / 1000
    for (let axis = 0; axis < 2; axis++) {
      const at = axis * AXIS
      const s = this.#state
      out[axis] = s[at + POS] + s[at + VEL] * seconds
      const spread = s[at + P00] + seconds * (2 * s[at + P01] + seconds * s[at + P11])
      out[2 + axis] = spread + (RESTLESS * Math.abs(seconds) ** 3) / 3
    }
  }

  #begin(x: Metres, y: Metres, spread: Float64Array): void {
    begin(this.#state, 0, x, spread[XX], PACE ** 2)
    begin(this.#state, AXIS, y, spread[YY], PACE ** 2)
    for (const sighting of this.sightings) sighting.besideX = sighting.besideY = 0
  }

  #advance(atMs: Ms): void {
    const step = steady((atMs - this.#atMs) / 1000)
    predict(this.#state, 0, step, RESTLESS)
    predict(this.#state, AXIS, step, RESTLESS)
    this.#atMs = atMs
  }

  /** What the pace of now may be off adds to a look that was carried forward. */
  #take(axis: number, measured: Metres, variance: number, aheadSeconds: number): void {
    const s = this.#state
    correct(s, axis, measured, variance + s[axis + P11] * aheadSeconds ** 2)
  }
}
