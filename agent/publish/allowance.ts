import type { Ms } from '../../config/units.ts'

const MINUTE_MS: Ms = 60_000
/** What is less than a full token by no more than this is one: sums of fractions are not exact. */
const SLACK = 1e-6

/**
 * How often each of some askers may ask: a bucket for each of as many tokens as they may have in a minute, refilled evenly (a token
 * bucket, ITU-T I.371 annex A). As many buckets as there are names, whoever asks.
 */
export class Allowance {
  readonly #perMinute: number
  readonly #buckets: Map<string, { left: number; atMs: Ms; toldMs: Ms }>

  constructor(names: readonly string[], perMinute: number, nowMs: Ms) {
    this.#perMinute = perMinute
    this.#buckets = new Map(
      names.map(name => [name, { left: perMinute, atMs: nowMs, toldMs: Number.NEGATIVE_INFINITY }]),
    )
  }

  /** Takes one; answers how many milliseconds until there is another one where there is none. @throws where the name is not known */
  take(name: string, nowMs: Ms): 0 | Ms {
    const bucket = this.#buckets.get(name)!
    // A clock that is set back gives nothing, and takes nothing.
    const passedMs = Math.max(0, nowMs - bucket.atMs)
    bucket.left = Math.min(this.#perMinute, bucket.left + (passedMs * this.#perMinute) / MINUTE_MS)
    bucket.atMs = nowMs
    if (bucket.left >= 1 - SLACK) {
      bucket.left--
      return 0
    }
    return Math.ceil(((1 - SLACK - bucket.left) * MINUTE_MS) / this.#perMinute)
  }
  /** Whether whoever has none is to be told so: once in the time until there is another one. @throws where the name is not known */
  tells(name: string, waitMs: Ms, nowMs: Ms): boolean {
    const bucket = this.#buckets.get(name)!
    // A clock that is set back makes nobody wait for longer than it takes to fill one.
    if (nowMs < bucket.toldMs && bucket.toldMs - nowMs <= MINUTE_MS) return false
    bucket.toldMs = nowMs + waitMs
    return true
  }
}
