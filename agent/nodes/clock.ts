import type { Ms } from '../../config/units.ts'

/** Round trips remembered: the quickest of them says most. */
const KEPT = 16

/**
 * How far our clock is ahead of another's, from round trips over the broker: the other took a message in about half way
 * between our sending it and our hearing of it, and half the trip is the most that this is off (RFC 5905, section 8, with the
 * quickest of the last trips as its clock filter takes it).
 */
export class Clock {
  readonly #trips: { readonly aheadMs: number; readonly errorMs: number }[] = []

  heard(sentMs: Ms, takenMs: Ms, heardMs: Ms): void {
    const errorMs = (heardMs - sentMs) / 2
    if (!(errorMs >= 0)) return
    this.#trips.push({ aheadMs: sentMs + errorMs - takenMs, errorMs })
    if (this.#trips.length > KEPT) this.#trips.shift()
  }

  /** One of the clocks was set: what was measured before says nothing any more. */
  forget(): void {
    this.#trips.length = 0
  }

  /** Undefined until there was a round trip. */
  get offset(): { readonly aheadMs: number; readonly errorMs: number } | undefined {
    if (this.#trips.length === 0) return undefined
    return this.#trips.reduce((a, b) => (b.errorMs < a.errorMs ? b : a))
  }
}
