import type { Metres, Ms } from '../../config/units.ts'
import type { Trail } from './fact.ts'
import { smooth } from './smooth.ts'
import { POINT } from './trail.ts'

/** Steps shorter than this are not recorded; the last look before a longer one is, so that a stand keeps its length. */
const STEP_METRES: Metres = 0.15

/** A day's wandering is halved in detail whenever it reaches this many points, so that it never takes more. */
const MOST_POINTS = 1024

/** Remembers where one person has been, in bounded memory. */
export class Recorder {
  #points = new Float64Array(POINT * 32)
  #count = 0
  /** The newest look, not recorded yet. */
  readonly #newest = new Float64Array(POINT)
  #waiting = false

  /** Looks come in order of time. */
  add(x: Metres, y: Metres, atMs: Ms): void {
    if (this.#count === 0) {
      this.#record(x, y, atMs)
      return
    }
    const last = POINT * (this.#count - 1)
    if (Math.hypot(x - this.#points[last], y - this.#points[last + 1]) >= STEP_METRES) {
      if (this.#waiting) this.#record(this.#newest[0], this.#newest[1], this.#newest[2])
      this.#record(x, y, atMs)
      this.#waiting = false
      return
    }
    this.#newest[0] = x
    this.#newest[1] = y
    this.#newest[2] = atMs
    this.#waiting = atMs > this.#points[last + 2]
  }

  /** Where the person has been so far, simplified. */
  trail(): Trail {
    const recorded = this.#points.subarray(0, POINT * this.#count)
    return smooth(this.#waiting ? Float64Array.of(...recorded, ...this.#newest) : recorded)
  }

  #record(x: Metres, y: Metres, atMs: Ms): void {
    if (this.#count === MOST_POINTS) this.#thin()
    const at = POINT * this.#count++
    if (at === this.#points.length) {
      const points = new Float64Array(2 * this.#points.length)
      points.set(this.#points)
      this.#points = points
    }
    this.#points[at] = x
    this.#points[at + 1] = y
    this.#points[at + 2] = atMs
  }

  /** First to what the simplified trail needs; where that is still too much, to every second point. */
  #thin(): void {
    let kept = smooth(this.#points.subarray(0, POINT * this.#count))
    while (kept.length > (POINT * MOST_POINTS) / 2)
      kept = kept.filter((_, i) => Math.floor(i / POINT) % 2 === 0 || i >= kept.length - POINT)
    this.#points.set(kept)
    this.#count = kept.length / POINT
  }
}
