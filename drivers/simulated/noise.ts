/**
 * Noise that is a function of what it belongs to, not of how often somebody asked: the same sensor sees the same person at the
 * same instant with the same error, whether or not it looked at the instants between. Not for secrets.
 */
export class Noise {
  readonly #seed: number

  constructor(seed: number, stream: string) {
    let state = mix(seed | 0, Math.floor(seed / 2 ** 32) | 0)
    for (const letter of stream) state = mix(state, letter.charCodeAt(0))
    this.#seed = state
  }

  /** 0 < n < 1 for a thing, an instant and a purpose, all of them integers. */
  unit(thing: number, instant: number, purpose: number): number {
    const bits = mix(mix(mix(this.#seed, thing | 0), instant | 0), purpose | 0)
    return ((bits >>> 0) + 0.5) / 2 ** 32
  }

  /** Normal, mean 0, deviation 1 (Box and Muller). */
  normal(thing: number, instant: number, purpose: number): number {
    const radius = Math.sqrt(-2 * Math.log(this.unit(thing, instant, 2 * purpose)))
    return radius * Math.cos(2 * Math.PI * this.unit(thing, instant, 2 * purpose + 1))
  }

  /** As {@link normal} at any instant, a fraction too: goes smoothly from one whole instant to the next. */
  drift(thing: number, instant: number, purpose: number): number {
    const from = Math.floor(instant)
    const share = instant - from
    // The two weights have a sum of squares of one, so the deviation is 1 between the instants as well.
    const angle = (share * Math.PI) / 2
    return Math.cos(angle) * this.normal(thing, from, purpose) + Math.sin(angle) * this.normal(thing, from + 1, purpose)
  }
}

/** Two words into one (the finalizer of MurmurHash3 after a multiply and add). */
function mix(state: number, word: number): number {
  let h = (Math.imul(state, 0x9e3779b1) + word) | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

/** Share of normal draws that lie below one (Bowling et al. 2009, to 0.00014). */
export function share(draw: number): number {
  return 1 / (1 + Math.exp(-0.07056 * draw ** 3 - 1.5976 * draw))
}
