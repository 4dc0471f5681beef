import type { Metres, Ms } from '../../config/units.ts'
import type { PersonId } from './fact.ts'

/** What a sensor saw longer ago than this no longer says where somebody is. */
const FRESH_MS = 500

/** Sensors that put one person this far apart see two. */
const PART_METRES: Metres = 2

/** Time over which the velocity is smoothed, and for which it is believed once the person is out of sight. */
const STEADY_MS = 500
const BELIEVED_MS = 1000

/** Slower than this, metres a millisecond, a direction means little. */
const WALKING = 0.4 / 1000

interface Sighting {
  track: number
  x: Metres
  y: Metres
  atMs: Ms
}

/** Somebody on the floor, where the sensors that see them put them on average. */
export class Person {
  readonly id: PersonId
  x: Metres
  y: Metres
  /** Last seen by any sensor. */
  seenMs: Ms
  #vx = 0
  #vy = 0
  readonly #sightings = new Map<string, Sighting>()

  constructor(id: PersonId, x: Metres, y: Metres, atMs: Ms) {
    this.id = id
    this.x = x
    this.y = y
    this.seenMs = atMs
  }

  /** This track of this sensor is them, there. */
  move(sensor: string, track: number, x: Metres, y: Metres, atMs: Ms): void {
    const sighting = this.#sightings.get(sensor)
    if (sighting) Object.assign(sighting, { track, x, y, atMs })
    else this.#sightings.set(sensor, { track, x, y, atMs })
    const beforeMs = this.seenMs
    const beforeX = this.x
    const beforeY = this.y
    this.seenMs = Math.max(beforeMs, atMs)
    this.#average()
    this.#speed(this.x - beforeX, this.y - beforeY, this.seenMs - beforeMs)
  }

  /** The sensor no longer follows them. */
  lose(sensor: string): void {
    const sighting = this.#sightings.get(sensor)
    if (sighting) sighting.track = 0
  }

  /** Which track of the sensor they are, if any. */
  trackOf(sensor: string): number | undefined {
    return this.#sightings.get(sensor)?.track || undefined
  }

  /** When the sensor saw them last. */
  seenBy(sensor: string): Ms {
    return this.#sightings.get(sensor)?.atMs ?? Number.NEGATIVE_INFINITY
  }

  /** Whether a sensor other than this one sees them now. */
  inSightOfOthers(sensor: string, atMs: Ms): boolean {
    for (const [other, sighting] of this.#sightings)
      if (other !== sensor && sighting.track !== 0 && atMs - sighting.atMs <= FRESH_MS) return true
    return false
  }

  /** Whether what this sensor sees can be the person whom the others see. */
  agrees(sensor: string, x: Metres, y: Metres, atMs: Ms): boolean {
    for (const [other, seen] of this.#sightings)
      if (other !== sensor && seen.track !== 0 && atMs - seen.atMs <= FRESH_MS)
        if (Math.hypot(x - seen.x, y - seen.y) > PART_METRES) return false
    return true
  }

  /** Distance of a spot from where they are expected then. */
  expectedFrom(x: Metres, y: Metres, atMs: Ms): Metres {
    const aheadMs = Math.max(0, Math.min(atMs - this.seenMs, BELIEVED_MS))
    return Math.hypot(this.x + this.#vx * aheadMs - x, this.y + this.#vy * aheadMs - y)
  }

  /** Whether somebody who goes so far in that time walks the other way than they did: both walk, more than a quarter turn apart. */
  opposes(dx: Metres, dy: Metres, dt: Ms): boolean {
    if (dt <= 0) return false
    const isWalking = Math.hypot(this.#vx, this.#vy) > WALKING && Math.hypot(dx, dy) / dt > WALKING
    return isWalking && this.#vx * dx + this.#vy * dy < 0
  }

  #average(): void {
    let x = 0
    let y = 0
    let count = 0
    for (const seen of this.#sightings.values())
      if (this.seenMs - seen.atMs <= FRESH_MS) {
        x += seen.x
        y += seen.y
        count++
      }
    // What is older than all that is fresh says nothing: the clock went back a little.
    if (count === 0) return
    this.x = x / count
    this.y = y / count
  }

  /** Metres a millisecond. */
  #speed(dx: Metres, dy: Metres, dt: Ms): void {
    if (dt <= 0) return
    const share = 1 - Math.exp(-dt / STEADY_MS)
    this.#vx += share * (dx / dt - this.#vx)
    this.#vy += share * (dy / dt - this.#vy)
  }
}
