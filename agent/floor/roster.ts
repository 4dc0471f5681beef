import type { Metres, Ms } from '../../config/units.ts'
import { room } from '../tracking/room.ts'
import type { PersonId } from './fact.ts'

/** Velocities are means over this time, of positions that are off by about so much on each axis. */
const STEADY_MS = 2000
const OFF: Metres = 0.1

/** Where somebody is, as the floor has them. */
export interface Spotted {
  readonly id: PersonId
  readonly x: Metres
  readonly y: Metres
  readonly seenMs: Ms
  /** Whether they were first seen where people come in. */
  readonly cameIn: boolean
}

/** Everybody who is here or remembered, each in a slot of their own, and how they go. Slots of the forgotten are used again. */
export class Roster {
  readonly #slotOf = new Map<PersonId, number>()
  #slots = 0
  /** By slot; 0 is nobody. */
  #person = new Float64Array(64)
  x = new Float64Array(64)
  y = new Float64Array(64)
  vx = new Float64Array(64)
  vy = new Float64Array(64)
  bornMs = new Float64Array(64)
  cameIn = new Uint8Array(64)
  seenMs = new Float64Array(64)
  /** Since when they are gone; ∞ while they are here. */
  goneMs = new Float64Array(64)

  /** Slots are below this; some of them may be nobody's. */
  get slots(): number {
    return this.#slots
  }

  slotOf(person: PersonId): number | undefined {
    return this.#slotOf.get(person)
  }

  /** 0 where the slot is nobody's. */
  personIn(slot: number): PersonId {
    return this.#person[slot]
  }

  /** Gives somebody new a slot. */
  take({ id, x, y, seenMs, cameIn }: Spotted): number {
    let slot = 0
    while (slot < this.#slots && this.#person[slot] > 0) slot++
    this.#slots = Math.max(this.#slots, slot + 1)
    this.#hold(this.#slots)
    this.#slotOf.set(id, slot)
    this.#person[slot] = id
    this.x[slot] = x
    this.y[slot] = y
    this.vx[slot] = this.vy[slot] = 0
    this.bornMs[slot] = this.seenMs[slot] = seenMs
    this.cameIn[slot] = cameIn ? 1 : 0
    this.goneMs[slot] = Number.POSITIVE_INFINITY
    return slot
  }

  free(slot: number): void {
    this.#slotOf.delete(this.#person[slot])
    this.#person[slot] = 0
    this.goneMs[slot] = Number.POSITIVE_INFINITY
  }

  /** Somebody was seen again. */
  move(slot: number, { x, y, seenMs }: Spotted): void {
    const dt = seenMs - this.seenMs[slot]
    if (dt <= 0) return
    const ageMs = seenMs - this.bornMs[slot]
    const share = Math.max(dt / ageMs, 1 - Math.exp(-dt / STEADY_MS))
    this.vx[slot] += share * ((1000 * (x - this.x[slot])) / dt - this.vx[slot])
    this.vy[slot] += share * ((1000 * (y - this.y[slot])) / dt - this.vy[slot])
    this.x[slot] = x
    this.y[slot] = y
    this.seenMs[slot] = seenMs
  }

  /** Metres a second. */
  pace(slot: number): number {
    return Math.hypot(this.vx[slot], this.vy[slot])
  }

  /** Variance of a velocity on each axis: two positions, each somewhat off, over the time between them. */
  vague(slot: number): number {
    const seconds = Math.min(STEADY_MS, this.seenMs[slot] - this.bornMs[slot]) / 1000
    return (2 * OFF * OFF) / (seconds * seconds)
  }

  #hold(size: number): void {
    this.#person = room(this.#person, size)
    this.x = room(this.x, size)
    this.y = room(this.y, size)
    this.vx = room(this.vx, size)
    this.vy = room(this.vy, size)
    this.bornMs = room(this.bornMs, size)
    this.cameIn = room(this.cameIn, size)
    this.seenMs = room(this.seenMs, size)
    this.goneMs = room(this.goneMs, size)
  }
}
