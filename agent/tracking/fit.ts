import { AXIS, HEIGHT, OFF, WIDTH, X, Y } from './kalman.ts'

/** Where numbers stand in `spread`: of each axis in the order of kalman.ts, then how width goes with x and height with y. */
export const ALONG_X = 4
export const ALONG_Y = 5

/** Correlation of what cannot be foreseen of x and of the width, of y and of the height. */
export interface Along {
  readonly alongX: number
  readonly alongY: number
}

/** What a filter thinks is off by no more than so much, either way, and nothing goes quite along with anything else. */
const LEAST = 0.1
const MOST = 3
const ALONG = 0.8
/** Over so many measurements it is learned. */
const MANY = 1000
/** Surprises have long tails: Student's t of so many degrees of freedom, over four axes, so that one alone teaches little. */
export const FREEDOM = 4
export const AXES = 4

/**
 * How far from where they were foreseen the boxes of one sensor come, over how far the filters think: 1 where they are right. Detectors
 * differ, heights tell more than widths, and an arm that is raised moves the centre up with the height while the feet stay. Learned by going
 * uphill on the likelihood, step by step (Robbins, Monro 1951; scale and correlation of Student's t).
 */
export class Fit {
  readonly spread = Float64Array.of(1, 1, 1, 1, 0, 0)

  /** Takes in by how much the track at `at` of `s` last came as a surprise, in the layout of kalman.ts. */
  learn(s: Float64Array, at: number): void {
    const k = this.spread
    const x = s[at + X + OFF] / k[X / AXIS]
    const y = s[at + Y + OFF] / k[Y / AXIS]
    const w = s[at + WIDTH + OFF] / k[WIDTH / AXIS]
    const h = s[at + HEIGHT + OFF] / k[HEIGHT / AXIS]
    const weight = (FREEDOM + AXES) / (FREEDOM + x * x + y * y + w * w + h * h)
    this.#widen(X / AXIS, weight * x * x)
    this.#widen(Y / AXIS, weight * y * y)
    this.#widen(WIDTH / AXIS, weight * w * w)
    this.#widen(HEIGHT / AXIS, weight * h * h)
    this.#lean(ALONG_X, weight * x * w)
    this.#lean(ALONG_Y, weight * y * h)
  }

  #widen(axis: number, square: number): void {
    const k = this.spread
    k[axis] = Math.max(LEAST, Math.min(MOST, k[axis] * Math.exp((square - 1) / MANY)))
  }

  #lean(pair: number, product: number): void {
    const k = this.spread
    k[pair] = Math.max(-ALONG, Math.min(ALONG, k[pair] + (product - k[pair]) / MANY))
  }
}
