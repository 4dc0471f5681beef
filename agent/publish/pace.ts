import type { Refusal } from './refusal.ts'

/** How long to wait between two connections, milliseconds. */
export interface Pace {
  /** After the first failure; doubled with each further one. */
  readonly firstMs: number
  readonly capMs: number
  /** After a refusal: somebody has to change something first. */
  readonly refusedMs: number
  /** A connection that lasted as long was a good one: what fails after it is told anew. */
  readonly steadyMs: number
}

export const PACE: Pace = { firstMs: 500, capMs: 30_000, refusedMs: 60_000, steadyMs: 10_000 }

/** How long an agent waits before it tries its broker again. */
export class Backoff {
  readonly #pace: Pace
  readonly #unit: () => number
  #waitMs: number

  /** `unit` draws from 0 to 1. */
  constructor(pace: Pace = PACE, unit: () => number = Math.random) {
    this.#pace = pace
    this.#unit = unit
    this.#waitMs = pace.firstMs
  }

  /** Whether a connection that lasted so long was a good one; after such a one the waits begin anew. */
  lasted(ms: number | undefined): boolean {
    const isGood = ms !== undefined && ms >= this.#pace.steadyMs
    if (isGood) this.#waitMs = this.#pace.firstMs
    return isGood
  }

  /** How long to wait now. Some chance is in it, so that the agents of a chain do not all come back in the same instant. */
  next(what: Refusal): number {
    const nowMs = what === 'identity' ? this.#pace.refusedMs : this.#waitMs
    this.#waitMs = Math.min(this.#pace.capMs, this.#waitMs * 2)
    return nowMs * (0.5 + this.#unit() / 2)
  }
}
