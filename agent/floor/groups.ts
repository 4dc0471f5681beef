import type { Ms } from '../../config/units.ts'
import { Grid } from '../tracking/grid.ts'
import { room } from '../tracking/room.ts'
import { cluster } from './cluster.ts'
import type { PersonId } from './fact.ts'
import { Pairs } from './pairs.ts'
import { Roster, type Spotted } from './roster.ts'
import { before, motion, NEAR, place } from './together.ts'

/** Nobody joins or leaves company faster than a few looks a second could see. */
const EVERY_MS = 250

/** Looks less than this apart say the same again. */
const INDEPENDENT_MS = 2500

/** Of two who were out of sight for longer than this a look says nothing of the time before. */
const LAPSE_MS = 1000

const YOUNGEST_MS = 300

/** Slower than this, metres a second, somebody stands: at a shelf or in a line strangers stand as companions do, however long. */
const STANDING = 0.3

/** Companions who are gone are remembered for this long. */
const REMEMBERED_MS = 30 * 60_000

/**
 * Who came and walks together. Of each two people who were near each other, evidence is kept as log-odds; it grows with the time
 * for which both were seen, not with the number of frames or of those that missed somebody.
 */
export class Groups {
  readonly #roster = new Roster()
  readonly #pairs = new Pairs()
  /** Of one look: who was seen, where they are now, and how long ago they were seen before. */
  #count = 0
  #slot = new Int32Array(64)
  #x = new Float64Array(64)
  #y = new Float64Array(64)
  #sinceMs = new Float64Array(64)
  /** By slot: the last look that saw them. */
  #beforeMs = new Float64Array(64)
  readonly #grid = new Grid()
  #lookedMs = Number.NEGATIVE_INFINITY

  /** Takes a look at everybody, if it is time for one. */
  look(people: Iterable<Spotted>, nowMs: Ms): void {
    const sinceMs = nowMs - this.#lookedMs
    if (sinceMs >= 0 && sinceMs < EVERY_MS) return
    this.#count = 0
    for (const one of people) this.#see(one, nowMs)
    this.#lookedMs = nowMs
    this.#grid.fill(this.#x, this.#y, this.#count, NEAR)
    const { found } = this.#grid
    for (let i = 0; i < this.#count; i++) {
      const near = this.#grid.near(this.#x[i], this.#y[i], NEAR, NEAR)
      for (let k = 0; k < near; k++) if (found[k] < i) this.#weigh(i, found[k])
    }
  }

  /** Somebody is no longer there; their companions remember them. */
  gone(person: PersonId, atMs: Ms): void {
    const { goneMs, slots } = this.#roster
    const slot = this.#roster.slotOf(person)
    if (slot === undefined) return
    goneMs[slot] = atMs
    for (let s = 0; s < slots; s++)
      if (goneMs[s] < Number.POSITIVE_INFINITY && !this.#isMissed(s, atMs)) this.#roster.free(s)
  }

  /** Somebody belongs to nobody, as staff do, or is not anybody of their own. */
  exclude(person: PersonId): void {
    const slot = this.#roster.slotOf(person)
    if (slot !== undefined) this.#roster.free(slot)
  }

  /** The others of somebody's group who were there with them, gone ones too. */
  companions(person: PersonId): PersonId[] {
    const roster = this.#roster
    const pairs = this.#pairs
    const first = roster.slotOf(person)
    if (first === undefined) return []
    const linked = [first]
    for (let i = 0; i < linked.length; i++)
      for (let s = 0; s < roster.slots; s++)
        if (s !== linked[i] && roster.personIn(s) > 0 && pairs.odds(linked[i], s) > 0 && !linked.includes(s))
          linked.push(s)
    const group = cluster(linked.length, {
      met: (i, j) => this.#met(linked[i], linked[j]),
      odds: (i, j) => pairs.odds(linked[i], linked[j]),
      motion: (i, j) => pairs.motion(linked[i], linked[j]),
    })
    return this.#atOnce(linked.filter((_, i) => group[i] === group[0])).map(slot => roster.personIn(slot))
  }

  /**
   * Of a group, whoever was there at one time with its first one, who is left out: the most that ever were. Who is lost and taken
   * for somebody new was there twice, but never at one time.
   */
  #atOnce([first, ...others]: readonly number[]): number[] {
    const { bornMs, seenMs } = this.#roster
    let most: number[] = []
    for (const one of [first, ...others]) {
      const atMs = Math.max(bornMs[one], bornMs[first])
      if (atMs >= seenMs[first]) continue
      const there = others.filter(other => bornMs[other] <= atMs && atMs < seenMs[other])
      if (there.length > most.length) most = there
    }
    return most
  }

  #see(one: Spotted, nowMs: Ms): void {
    const roster = this.#roster
    const slot = roster.slotOf(one.id) ?? this.#take(one)
    roster.move(slot, one)
    const { x, y, seenMs } = one
    // Where nobody looked nothing was seen: a guess is no evidence.
    if (seenMs <= this.#lookedMs || seenMs - roster.bornMs[slot] < YOUNGEST_MS) return
    const i = this.#count++
    this.#slot = room(this.#slot, i + 1)
    this.#x = room(this.#x, i + 1)
    this.#y = room(this.#y, i + 1)
    this.#sinceMs = room(this.#sinceMs, i + 1)
    this.#slot[i] = slot
    this.#x[i] = x + (roster.vx[slot] * (nowMs - seenMs)) / 1000
    this.#y[i] = y + (roster.vy[slot] * (nowMs - seenMs)) / 1000
    this.#sinceMs[i] = Math.min(LAPSE_MS, seenMs - this.#beforeMs[slot])
    this.#beforeMs[slot] = seenMs
  }

  #weigh(i: number, j: number): void {
    const roster = this.#roster
    const a = this.#slot[i]
    const b = this.#slot[j]
    const dx = this.#x[i] - this.#x[j]
    const dy = this.#y[i] - this.#y[j]
    const apart = Math.sqrt(dx * dx + dy * dy)
    if (apart > NEAR) return
    if (roster.pace(a) < STANDING && roster.pace(b) < STANDING) return
    const parting = Math.hypot(roster.vx[a] - roster.vx[b], roster.vy[a] - roster.vy[b])
    const weight = Math.max(this.#sinceMs[i], this.#sinceMs[j]) / INDEPENDENT_MS
    this.#pairs.add(a, b, weight * place(apart), weight * motion(parting, roster.vague(a) + roster.vague(b)))
  }

  #take(one: Spotted): number {
    const roster = this.#roster
    const slot = roster.take(one)
    const { cameIn, seenMs } = one
    this.#pairs.hold(roster.slots)
    this.#beforeMs = room(this.#beforeMs, roster.slots)
    this.#beforeMs[slot] = seenMs
    for (let s = 0; s < roster.slots; s++)
      if (s !== slot)
        this.#pairs.begin(slot, s, before(Math.abs(seenMs - roster.bornMs[s]), cameIn && roster.cameIn[s] === 1))
    return slot
  }

  /** Whether two were here at one time: of others nothing speaks for or against. */
  #met(a: number, b: number): boolean {
    const { bornMs, seenMs } = this.#roster
    return bornMs[a] < seenMs[b] && bornMs[b] < seenMs[a]
  }

  /** Whether somebody who is here belongs to one who is gone. */
  #isMissed(gone: number, atMs: Ms): boolean {
    const roster = this.#roster
    if (Math.abs(atMs - roster.goneMs[gone]) > REMEMBERED_MS) return false
    for (let s = 0; s < roster.slots; s++)
      if (s !== gone && roster.personIn(s) > 0 && roster.goneMs[s] === Number.POSITIVE_INFINITY)
        if (this.#pairs.odds(gone, s) > 0) return true
    return false
  }
}
