import type { Metres, Ms } from '../../config/units.ts'
import { STOP_MS } from '../floor/trail.ts'

/** How somebody moves is told of these last seconds. */
const SPAN_MS: Ms = 4000
const SAMPLES = 8
/** Of whom there is no look of so long it is not known how they move. */
const FRESH_MS: Ms = 2000
/** Who stays within this of one spot stands there: a step to the side is no way. */
const SPOT: Metres = 0.5

/** How one visitor moves, by where they are once a second or so; makes nothing new with time. */
export class Motion {
  /** How often they stopped on the way, and not at a touchpoint. */
  stops = 0
  /** When they were seen last. */
  seenMs: Ms = Number.NEGATIVE_INFINITY
  readonly #x = new Float64Array(SAMPLES)
  readonly #y = new Float64Array(SAMPLES)
  readonly #ms = new Float64Array(SAMPLES)
  #count = 0
  #spotX = 0
  #spotY = 0
  #spotMs: Ms = 0
  #hasStopped = false

  /** They were seen there. A look that is not newer than the last one says nothing; after one that is much newer they begin anew. */
  see(x: Metres, y: Metres, seenMs: Ms, isAtTouchpoint: boolean): void {
    const last = this.#count === 0 ? undefined : (this.#count - 1) % SAMPLES
    if (last !== undefined) {
      const sinceMs = seenMs - this.#ms[last]
      if (sinceMs <= 0 && sinceMs > -SPAN_MS) return
      if (Math.abs(sinceMs) > SPAN_MS) this.#count = 0
    }
    const at = this.#count++ % SAMPLES
    this.seenMs = seenMs
    this.#x[at] = x
    this.#y[at] = y
    this.#ms[at] = seenMs
    if (this.#count === 1 || apart(x, y, this.#spotX, this.#spotY) > SPOT) {
      this.#spotX = x
      this.#spotY = y
      this.#spotMs = seenMs
      this.#hasStopped = false
    } else if (!this.#hasStopped && seenMs - this.#spotMs >= STOP_MS) {
      this.#hasStopped = true
      if (!isAtTouchpoint) this.stops++
    }
  }

  /** The way that they went in the last seconds, by time; undefined where they are not seen, or for too short. */
  metresPerSecond(nowMs: Ms): number | undefined {
    const newest = this.#count - 1
    if (newest < 1 || nowMs - this.#ms[newest % SAMPLES] > FRESH_MS) return undefined
    let metres = 0
    let from = newest
    while (from > 0 && newest - from < SAMPLES - 1) {
      const [a, b] = [(from - 1) % SAMPLES, from % SAMPLES]
      if (this.#ms[newest % SAMPLES] - this.#ms[a] > SPAN_MS) break
      metres += apart(this.#x[a], this.#y[a], this.#x[b], this.#y[b])
      from--
    }
    const ms = this.#ms[newest % SAMPLES] - this.#ms[from % SAMPLES]
    return ms >= SPAN_MS / 4 ? metres / (ms / 1000) : undefined
  }
}

/** `Math.hypot` guards against overflow, which no shop is large enough for, and takes several times as long. */
function apart(x0: Metres, y0: Metres, x1: Metres, y1: Metres): Metres {
  return Math.sqrt((x1 - x0) ** 2 + (y1 - y0) ** 2)
}
