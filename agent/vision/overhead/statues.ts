import type { Metres, Ms } from '../../../config/units.ts'

/** A head that stays within this distance for this long belongs to nobody alive: people shift their weight. */
const STILL: Metres = 0.06
const LONG: Ms = 120_000
/** A place where none was seen for this long is free for another. */
const FORGET: Ms = 2000
const PLACES = 64

/** Finds what looks like a head and never moves: a mannequin, a stand with a ball on it. */
export class Statues {
  readonly #x = new Float32Array(PLACES)
  readonly #y = new Float32Array(PLACES)
  readonly #sinceMs = new Float64Array(PLACES)
  readonly #seenMs = new Float64Array(PLACES).fill(Number.NEGATIVE_INFINITY)

  /** Whether a head seen here has been here, motionless, for too long. With more heads than places the rest is not watched. */
  isOne(x: Metres, y: Metres, atMs: Ms): boolean {
    let free = -1
    for (let i = 0; i < PLACES; i++) {
      if (atMs - this.#seenMs[i]! > FORGET) free = i
      else if (Math.hypot(x - this.#x[i]!, y - this.#y[i]!) < STILL) {
        this.#seenMs[i] = atMs
        return atMs - this.#sinceMs[i]! > LONG
      }
    }
    if (free >= 0) {
      this.#x[free] = x
      this.#y[free] = y
      this.#sinceMs[free] = this.#seenMs[free] = atMs
    }
    return false
  }
}
