import type { Metres, Ms } from '../../config/units.ts'
import { Assignment } from '../tracking/assign.ts'
import { Pairs } from '../tracking/pairs.ts'
import { CROWD, farness } from './chance.ts'
import type { Person } from './person.ts'
import { BESIDE, XX, XY, YY } from './spread.ts'

/** How often the tracks of a sensor are reviewed. */
const EVERY_MS = 200
/** What seems better must seem so for this long. */
const SURE_MS = 600
/** By how much likelier the arrangement that stands is held to be: logarithm of the odds. */
const STANDING = 2
/** Farther than this nobody is looked for. */
const REACH_METRES: Metres = 2

/** A track of one sensor, with the person whose it is. */
export interface Reviewed {
  readonly x: Metres
  readonly y: Metres
  readonly atMs: Ms
  readonly spread: Float64Array
  person: Person | undefined
  /** Whose it seems to be instead, and since when. */
  rival: Person | undefined
  rivalMs: Ms
}

/**
 * Asks now and then whether the tracks of one sensor belong to the people whom the others see as it was decided when each began
 * to count: two who walk close together are easily taken for each other then, and seen better later. Of all arrangements the
 * likeliest is found, exactly, where each track counts against what the other sensors alone say of a person.
 */
export class Review {
  readonly #pairs = new Pairs()
  readonly #assignment = new Assignment()
  readonly #persons: Person[] = []
  readonly #lastMs = new Map<string, Ms>()
  /** Where the other sensors have each person: x, y, and its covariance. */
  #others: Float64Array = new Float64Array(64 * 5)
  /** Tracks that are somebody else's: filled by `look`. */
  readonly moved: Reviewed[] = []

  /** Looks through the tracks of a sensor that were seen just now. Those that turn out to be somebody else's stand in `moved`. */
  look(sensor: string, tracks: readonly Reviewed[], persons: Iterable<Person>, atMs: Ms): void {
    this.moved.length = 0
    if (Math.abs(atMs - (this.#lastMs.get(sensor) ?? Number.NEGATIVE_INFINITY)) < EVERY_MS) return
    this.#lastMs.set(sensor, atMs)
    this.#gather(sensor, persons, atMs)
    if (this.#persons.length === 0) return
    this.#pairs.clear()
    for (let i = 0; i < tracks.length; i++) this.#fit(tracks[i], i)
    this.#assignment.solve(this.#pairs, tracks.length, this.#persons.length)
    for (let i = 0; i < tracks.length; i++) this.#judge(tracks[i], this.#assignment.columnOf[i], atMs)
  }

  #judge(track: Reviewed, column: number, atMs: Ms): void {
    const better = column === -1 ? undefined : this.#persons[column]
    if (!better || better === track.person) {
      track.rival = undefined
      return
    }
    if (track.rival !== better) {
      track.rival = better
      track.rivalMs = atMs
    }
    if (atMs - track.rivalMs >= SURE_MS) this.moved.push(track)
  }

  #gather(sensor: string, persons: Iterable<Person>, atMs: Ms): void {
    this.#persons.length = 0
    for (const person of persons) {
      const at = 5 * this.#persons.length
      if (at + 5 > this.#others.length) {
        const more = new Float64Array(2 * this.#others.length)
        more.set(this.#others)
        this.#others = more
      }
      if (place(person, sensor, atMs, this.#others.subarray(at, at + 5))) this.#persons.push(person)
    }
  }

  #fit({ x, y, spread, person }: Reviewed, i: number): void {
    for (let c = 0; c < this.#persons.length; c++) {
      const at = 5 * c
      const dx = x - this.#others[at]
      const dy = y - this.#others[at + 1]
      if (Math.abs(dx) > REACH_METRES || Math.abs(dy) > REACH_METRES) continue
      const xx = this.#others[at + 2] + spread[XX] + spread[BESIDE]
      const xy = this.#others[at + 3] + spread[XY]
      const yy = this.#others[at + 4] + spread[YY] + spread[BESIDE]
      const size = Math.log(2 * Math.PI * CROWD * Math.sqrt(xx * yy - xy * xy))
      const gain = -farness(dx, dy, xx, xy, yy) / 2 - size + (this.#persons[c] === person ? STANDING : -STANDING)
      if (gain > 0) this.#pairs.push(i, c, gain)
    }
  }
}

/** Where the sensors other than one have a person together, into `out`. False where none sees them. */
function place(person: Person, sensor: string, atMs: Ms, out: Float64Array): boolean {
  let [weightX, weightY, x, y, lean, count] = [0, 0, 0, 0, 0, 0]
  for (const one of person.sightings) {
    if (one.sensor === sensor || !one.isLive(atMs)) continue
    const seconds = (atMs - one.atMs) / 1000
    const wx = 1 / (one.spread[XX] + one.spread[BESIDE])
    const wy = 1 / (one.spread[YY] + one.spread[BESIDE])
    x += wx * (one.x + person.vx * seconds)
    y += wy * (one.y + person.vy * seconds)
    weightX += wx
    weightY += wy
    lean += one.spread[XY]
    count++
  }
  if (count === 0) return false
  out[0] = x / weightX
  out[1] = y / weightY
  out[2] = 1 / weightX
  out[3] = lean / count ** 2
  out[4] = 1 / weightY
  return true
}
