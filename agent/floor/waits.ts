/** Passages remembered; older ones tell of a till that may be open or closed by now. */
const MOST = 40

/** Passages below which nothing is said. */
const LEAST = 5

/** Two-sided 80 % quantile of Student's t by degrees of freedom from 4 up, 10, 20 and 40 and more. */
const QUANTILES = [
  [4, 1.533],
  [6, 1.44],
  [10, 1.372],
  [20, 1.325],
  [40, 1.303],
] as const

export interface Wait {
  readonly ms: number
  readonly lowMs: number
  readonly highMs: number
}

/**
 * Learns a queue's wait from those who went through it. Somebody with n people before them waits for n + 1 services, so the
 * wait is taken to grow with n + 1, and so does its variance: weighted least squares through the origin, whose slope is the sum
 * of the waits over the sum of the places (the ratio estimator: Cochran, Sampling Techniques, 6.7).
 */
export class Waits {
  readonly #places = new Float64Array(MOST)
  readonly #waits = new Float64Array(MOST)
  #count = 0

  /** Somebody who had `ahead` people before them stood for that long. */
  add(ahead: number, waitedMs: number): void {
    const at = this.#count++ % MOST
    this.#places[at] = ahead + 1
    this.#waits[at] = waitedMs
  }

  /** The wait of one who joins behind `ahead` people, and the interval that holds it four times out of five. */
  expect(ahead: number): Wait | undefined {
    const count = Math.min(this.#count, MOST)
    if (count < LEAST) return undefined
    let places = 0
    let waits = 0
    for (let i = 0; i < count; i++) {
      places += this.#places[i]
      waits += this.#waits[i]
    }
    const serviceMs = waits / places
    let squares = 0
    for (let i = 0; i < count; i++) squares += (this.#waits[i] - serviceMs * this.#places[i]) ** 2 / this.#places[i]
    const variance = squares / (count - 1)
    const place = ahead + 1
    const spread = quantile(count - 1) * Math.sqrt(variance * (place + place ** 2 / places))
    const ms = serviceMs * place
    return { ms, lowMs: Math.max(0, ms - spread), highMs: ms + spread }
  }
}

function quantile(freedom: number): number {
  return QUANTILES.findLast(([from]) => from <= freedom)![1]
}
