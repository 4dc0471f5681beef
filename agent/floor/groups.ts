import type { Metres, Ms } from '../../config/units.ts'
import { Grid } from '../tracking/grid.ts'
import { room } from '../tracking/room.ts'
import { cluster } from './cluster.ts'
import type { PersonId } from './fact.ts'
import { before, look, NEAR } from './together.ts'

/** Nobody joins or leaves company faster than a few looks a second could see. */
const EVERY_MS = 250

/** Looks less than this apart say the same again. */
const INDEPENDENT_SECONDS = 2

/** Velocities are means over this time, of positions that are off by about so much on each axis. */
const STEADY_MS = 2000
const OFF: Metres = 0.1
const YOUNGEST_MS = 300

/** Slower than this, metres a second, somebody stands: at a shelf or in a line strangers stand as companions do, however long. */
const STANDING = 0.3

/** However long two people were seen together, a while of the contrary convinces. */
const MOST = 6

/** Companions who are gone are remembered for this long. */
const REMEMBERED_MS = 30 * 60_000

/** Where somebody is, as the floor has them. */
export interface Spotted {
  readonly id: PersonId
  readonly x: Metres
  readonly y: Metres
  readonly seenMs: Ms
  /** Whether they were first seen where people come in. */
  readonly cameIn: boolean
}

/**
 * Who came and walks together. Of each two people who were near each other, evidence is kept as log-odds; it grows with the time
 * for which both were seen, not with the number of frames. Everybody has a slot; pairs stand in a triangle under the diagonal of
 * slots, so that nothing is allocated once the shop has been as full as it gets.
 */
export class Groups {
  readonly #slotOf = new Map<PersonId, number>()
  #slots = 0
  /** By slot; 0 is nobody. */
  #person = new Float64Array(64)
  #x = new Float64Array(64)
  #y = new Float64Array(64)
  #vx = new Float64Array(64)
  #vy = new Float64Array(64)
  #bornMs = new Float64Array(64)
  #cameIn = new Uint8Array(64)
  #seenMs = new Float64Array(64)
  /** Since when they are gone; ∞ while they are here. */
  #goneMs = new Float64Array(64)
  #odds = new Float32Array(64 * 32)
  /** Of one look: who was seen, and where they are now. */
  #count = 0
  #slot = new Int32Array(64)
  #nowX = new Float64Array(64)
  #nowY = new Float64Array(64)
  readonly #grid = new Grid()
  #lookedMs = Number.NEGATIVE_INFINITY

  /** Takes a look at everybody, if it is time for one. */
  look(people: Iterable<Spotted>, nowMs: Ms): void {
    const sinceMs = nowMs - this.#lookedMs
    if (sinceMs >= 0 && sinceMs < EVERY_MS) return
    this.#count = 0
    for (const one of people) this.#see(one, nowMs)
    this.#lookedMs = nowMs
    const weight = Math.min(1, sinceMs / 1000) / INDEPENDENT_SECONDS
    if (!(weight > 0)) return
    const { found } = this.#fill()
    for (let i = 0; i < this.#count; i++) {
      const near = this.#grid.near(this.#nowX[i], this.#nowY[i], NEAR, NEAR)
      for (let k = 0; k < near; k++) if (found[k] < i) this.#weigh(i, found[k], weight)
    }
  }

  /** Somebody is no longer there; their companions remember them. */
  gone(person: PersonId, atMs: Ms): void {
    const slot = this.#slotOf.get(person)
    if (slot === undefined) return
    this.#goneMs[slot] = atMs
    for (let s = 0; s < this.#slots; s++)
      if (this.#goneMs[s] < Number.POSITIVE_INFINITY && !this.#isMissed(s, atMs)) this.#free(s)
  }

  /** Somebody belongs to nobody, as staff do, or is not anybody of their own. */
  exclude(person: PersonId): void {
    const slot = this.#slotOf.get(person)
    if (slot !== undefined) this.#free(slot)
  }

  /** The others of somebody's group, gone ones too. */
  companions(person: PersonId): PersonId[] {
    const first = this.#slotOf.get(person)
    if (first === undefined) return []
    const linked = [first]
    for (let i = 0; i < linked.length; i++)
      for (let s = 0; s < this.#slots; s++)
        if (s !== linked[i] && this.#person[s] > 0 && this.#odds[pair(linked[i], s)] > 0 && !linked.includes(s))
          linked.push(s)
    const group = cluster(linked.length, (i, j) => this.#odds[pair(linked[i], linked[j])])
    return linked.filter((_, i) => i > 0 && group[i] === group[0]).map(slot => this.#person[slot])
  }

  #fill(): Grid {
    this.#grid.fill(this.#nowX, this.#nowY, this.#count, NEAR)
    return this.#grid
  }

  #see({ id, x, y, seenMs, cameIn }: Spotted, nowMs: Ms): void {
    const slot = this.#slotOf.get(id) ?? this.#take(id, x, y, seenMs, cameIn)
    const dt = seenMs - this.#seenMs[slot]
    if (dt > 0) {
      const ageMs = seenMs - this.#bornMs[slot]
      const share = Math.max(dt / ageMs, 1 - Math.exp(-dt / STEADY_MS))
      this.#vx[slot] += share * ((1000 * (x - this.#x[slot])) / dt - this.#vx[slot])
      this.#vy[slot] += share * ((1000 * (y - this.#y[slot])) / dt - this.#vy[slot])
      this.#x[slot] = x
      this.#y[slot] = y
      this.#seenMs[slot] = seenMs
    }
    // Where nobody looked nothing was seen: a guess is no evidence.
    if (seenMs <= this.#lookedMs || seenMs - this.#bornMs[slot] < YOUNGEST_MS) return
    const i = this.#count++
    this.#slot = room(this.#slot, i + 1)
    this.#nowX = room(this.#nowX, i + 1)
    this.#nowY = room(this.#nowY, i + 1)
    this.#slot[i] = slot
    this.#nowX[i] = x + (this.#vx[slot] * (nowMs - seenMs)) / 1000
    this.#nowY[i] = y + (this.#vy[slot] * (nowMs - seenMs)) / 1000
  }

  #weigh(i: number, j: number, weight: number): void {
    const a = this.#slot[i]
    const b = this.#slot[j]
    const dx = this.#nowX[i] - this.#nowX[j]
    const dy = this.#nowY[i] - this.#nowY[j]
    const apart = Math.sqrt(dx * dx + dy * dy)
    if (apart > NEAR) return
    if (this.#pace(a) < STANDING && this.#pace(b) < STANDING) return
    const parting = Math.hypot(this.#vx[a] - this.#vx[b], this.#vy[a] - this.#vy[b])
    const says = look(apart, parting, this.#vague(a) + this.#vague(b))
    const odds = this.#odds[pair(a, b)] + weight * says
    this.#odds[pair(a, b)] = Math.max(-MOST, Math.min(MOST, odds))
  }

  #pace(slot: number): number {
    return Math.hypot(this.#vx[slot], this.#vy[slot])
  }

  /** Variance of a velocity on each axis: two positions, each somewhat off, over the time between them. */
  #vague(slot: number): number {
    const seconds = Math.min(STEADY_MS, this.#seenMs[slot] - this.#bornMs[slot]) / 1000
    return (2 * OFF * OFF) / (seconds * seconds)
  }

  #take(id: PersonId, x: Metres, y: Metres, seenMs: Ms, cameIn: boolean): number {
    let slot = 0
    while (slot < this.#slots && this.#person[slot] > 0) slot++
    this.#slots = Math.max(this.#slots, slot + 1)
    this.#hold(slot + 1)
    this.#slotOf.set(id, slot)
    this.#person[slot] = id
    this.#x[slot] = x
    this.#y[slot] = y
    this.#vx[slot] = this.#vy[slot] = 0
    this.#bornMs[slot] = this.#seenMs[slot] = seenMs
    this.#cameIn[slot] = cameIn ? 1 : 0
    this.#goneMs[slot] = Number.POSITIVE_INFINITY
    for (let s = 0; s < this.#slots; s++)
      if (s !== slot)
        this.#odds[pair(slot, s)] = before(Math.abs(seenMs - this.#bornMs[s]), cameIn && this.#cameIn[s] === 1)
    return slot
  }

  #free(slot: number): void {
    this.#slotOf.delete(this.#person[slot])
    this.#person[slot] = 0
    this.#goneMs[slot] = Number.POSITIVE_INFINITY
  }

  /** Whether somebody who is here belongs to one who is gone. */
  #isMissed(gone: number, atMs: Ms): boolean {
    if (Math.abs(atMs - this.#goneMs[gone]) > REMEMBERED_MS) return false
    for (let s = 0; s < this.#slots; s++)
      if (s !== gone && this.#person[s] > 0 && this.#goneMs[s] === Number.POSITIVE_INFINITY)
        if (this.#odds[pair(gone, s)] > 0) return true
    return false
  }

  #hold(size: number): void {
    this.#person = room(this.#person, size)
    this.#x = room(this.#x, size)
    this.#y = room(this.#y, size)
    this.#vx = room(this.#vx, size)
    this.#vy = room(this.#vy, size)
    this.#bornMs = room(this.#bornMs, size)
    this.#cameIn = room(this.#cameIn, size)
    this.#seenMs = room(this.#seenMs, size)
    this.#goneMs = room(this.#goneMs, size)
    this.#odds = room(this.#odds, (size * (size - 1)) / 2)
  }
}

/** Where two slots stand in the triangle. */
function pair(a: number, b: number): number {
  return a > b ? (a * (a - 1)) / 2 + b : (b * (b - 1)) / 2 + a
}
