import type { Journey } from '../../config/tracking.ts'
import type { Metres, Ms } from '../../config/units.ts'
import { Assignment } from '../tracking/assign.ts'
import { Pairs } from '../tracking/pairs.ts'
import { room } from '../tracking/room.ts'
import type { Area } from './area.ts'
import { after, type Beginning, NEWCOMERS, together } from './chance.ts'
import type { Darkness } from './darkness.ts'
import type { Person } from './person.ts'

/** How far in a second a walker strays at most from where their last steps led. */
const STRAY_METRES: Metres = 1.5
/** For so long the last steps are believed to go on. */
const BELIEVED_SECONDS = 1
/** Logarithm of the odds below which no error of a box makes somebody of whom a track is not. */
const UNLIKELY = -6
/** A sensor may begin to see somebody a little before another loses them. */
const OVERLAP_MS = 1000
/** Nobody stands nearer to another than this, middle to middle: a sensor that follows both follows one twice. */
const BODY_METRES: Metres = 0.3

/**
 * Which person each new track continues. Either another sensor sees them there at this moment, or they were lost not long
 * before the track began, and near where it began. Before the shop people come and go at the edges of what is seen, so who is
 * lost there stays lost, unless they come in by a door. A person whom this sensor saw while the track was already there is
 * somebody else, unless it saw them twice in one place. Of all ways to give tracks to persons, each once, the likeliest is
 * taken, where to be somebody new is always one of the ways.
 */
export class Joiner {
  readonly #rule: Journey
  readonly #outline: Area
  readonly #darkness: Darkness
  readonly #pairs = new Pairs()
  readonly #assignment = new Assignment()
  readonly #persons: Person[] = []
  /** For each track and for each person, the sum of the odds of all pairs. */
  #ofTrack = new Float64Array(64)
  #ofPerson = new Float64Array(64)
  #chance = new Float64Array(64)
  #near = new Uint8Array(64)

  constructor(rule: Journey, outline: Area, darkness: Darkness) {
    this.#rule = rule
    this.#outline = outline
    this.#darkness = darkness
  }

  /** After this, track i of `fresh` is `personOf(i)` with probability `chanceOf(i)`. */
  join(fresh: readonly Beginning[], persons: Iterable<Person>, sensor: string, atMs: Ms): void {
    this.#persons.length = 0
    this.#pairs.clear()
    this.#ofTrack = room(this.#ofTrack, fresh.length).fill(0, 0, fresh.length)
    this.#near = room(this.#near, fresh.length).fill(0, 0, fresh.length)
    for (const person of persons) this.#consider(person, fresh, sensor, atMs)
    this.#assignment.solve(this.#pairs, fresh.length, this.#persons.length)
    this.#chance = room(this.#chance, fresh.length)
    for (let i = 0; i < fresh.length; i++) this.#chance[i] = 1 / (1 + this.#ofTrack[i])
    for (let p = 0; p < this.#pairs.count; p++) {
      const i = this.#pairs.row[p]
      const c = this.#pairs.column[p]
      if (this.#assignment.columnOf[i] !== c) continue
      const odds = Math.exp(this.#pairs.gain[p])
      // Rivals are those for the track and those for the person, and that the track is somebody new.
      this.#chance[i] = odds / (1 + this.#ofTrack[i] + this.#ofPerson[c] - odds)
    }
  }

  /** Undefined where the track is somebody new. */
  personOf(i: number): Person | undefined {
    const c = this.#assignment.columnOf[i]
    return c === -1 ? undefined : this.#persons[c]
  }

  /** How probable it is that the track is who it was taken to be, beside all that it could have been. */
  chanceOf(i: number): number {
    return this.#chance[i]
  }

  /** Whether somebody whom another sensor sees is so near that the next looks may show that the track is them. */
  isNear(i: number): boolean {
    return this.#near[i] === 1
  }

  #consider(person: Person, fresh: readonly Beginning[], sensor: string, atMs: Ms): void {
    const isSeen = person.inSightOfOthers(sensor, atMs)
    const seenByMs = person.seenBy(sensor)
    let c = -1
    for (let i = 0; i < fresh.length; i++) {
      const isMisled = !isSeen && person.isMisled
      const track = isMisled ? begunNow(fresh[i]) : fresh[i]
      if (!isMisled && seenByMs >= (isSeen ? track.recentMs : track.firstMs) && !isTwice(person, track, seenByMs))
        continue
      if (!isSeen && !this.#follows(person, track)) continue
      const gain = isSeen ? together(person, track) : after(person, track)
      const odds = Math.exp(gain)
      if (isSeen && gain > UNLIKELY) this.#near[i] = 1
      if (c < 0) {
        c = this.#persons.push(person) - 1
        this.#ofPerson = room(this.#ofPerson, c + 1)
        this.#ofPerson[c] = 0
      }
      this.#ofTrack[i] += odds
      this.#ofPerson[c] += odds
      if (gain > 0) this.#pairs.push(i, c, gain)
    }
  }

  /** Whether a track can be at all of somebody who was lost. */
  #follows(person: Person, { firstX, firstY, firstMs, newcomers }: Beginning): boolean {
    const gapMs = firstMs - person.seenMs
    if (gapMs < -OVERLAP_MS || gapMs - this.#darkness.hiddenMs(person) > this.#rule.joinSeconds * 1000) return false
    const gap = Math.max(0, gapMs / 1000)
    const reach = this.#rule.joinMetres + STRAY_METRES * gap
    const ahead = Math.min(gap, BELIEVED_SECONDS)
    if (Math.hypot(person.x + person.vx * ahead - firstX, person.y + person.vy * ahead - firstY) > reach) return false
    return (
      this.#outline.contains(person.x, person.y) ||
      (newcomers === NEWCOMERS.door && this.#outline.contains(firstX, firstY))
    )
  }
}

/** The track as if it began just now: for somebody of whom nobody knows since when they were out of sight. */
function begunNow(track: Beginning): Beginning {
  const { x, y, atMs } = track
  return { ...track, firstX: x, firstY: y, firstMs: atMs }
}

/** Whether a sensor followed somebody by two tracks, of which it has lost one by now. */
function isTwice(person: Person, { x, y, atMs }: Beginning, seenByMs: Ms): boolean {
  return seenByMs < atMs && Math.hypot(x - person.x, y - person.y) < BODY_METRES
}
