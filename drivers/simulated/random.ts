/** Random numbers that a seed fixes for ever: SFC32 of PractRand. Not for secrets. */
export class Random {
  #a: number
  #b: number
  #c = 0x9e3779b9 | 0
  #counter = 1

  /** `stream` gives independent numbers from the same seed, so that one sensor's noise does not move another's. */
  constructor(seed: number, stream: string) {
    this.#a = seed | 0
    this.#b = Math.floor(seed / 2 ** 32) | 0
    for (const letter of stream) this.#c = Math.imul(this.#c ^ letter.charCodeAt(0), 0x01000193)
    for (let i = 0; i < 12; i++) this.unit()
  }

  /** 0 ≤ n < 1. */
  unit(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0
    return (sum >>> 0) / 2 ** 32
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.unit()
  }

  /** An integer, 0 ≤ n < below. */
  below(below: number): number {
    return Math.floor(this.unit() * below)
  }

  chance(share: number): boolean {
    return this.unit() < share
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)]
  }

  /** Time to the next of events that happen `perMs` times a millisecond on average; infinite where that is 0. */
  gap(perMs: number): number {
    return perMs > 0 ? -Math.log(1 - this.unit()) / perMs : Number.POSITIVE_INFINITY
  }

  /** Normal, mean 0, deviation 1 (Box and Muller). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.unit())) * Math.cos(2 * Math.PI * this.unit())
  }

  /** Elements in random order; the argument is left as it is. */
  shuffled<T>(from: readonly T[]): T[] {
    const to = [...from]
    for (let i = to.length - 1; i > 0; i--) {
      const j = this.below(i + 1)
      ;[to[i], to[j]] = [to[j], to[i]]
    }
    return to
  }
}
