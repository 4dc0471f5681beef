import type { Detections } from '../vision/detections.ts'
import { Fit } from './fit.ts'
import {
  AXIS,
  advance,
  begin,
  correct,
  fading,
  HEIGHT,
  OFF,
  POS,
  SEEN,
  steady,
  TRACK,
  VEL,
  WIDTH,
  X,
  Y,
} from './kalman.ts'
import { doubt, LIMBS, LIMBS_SECONDS, MEASURED, MEASURED_SIDE, SWING, WALK } from './noise.ts'
import { Pace } from './pace.ts'
import { room } from './room.ts'

/** Whoever was hidden for longer has walked straight on meanwhile, as far as anyone knows (after Cao et al. 2023, OC-SORT). */
const HIDDEN_MS = 400
/** Surprises further apart than this say nothing of the filter. */
const TOGETHER_MS = 300
/** A box does not shrink by more than this share between two updates, whatever the filter thinks. */
const LEAST = 0.5

/** Where everybody before one sensor is, how large, and how they go on. Arrays grow by doubling. */
export class Motion {
  /** In the layout of kalman.ts. */
  state = new Float64Array(64 * TRACK)
  width = new Float64Array(64)
  height = new Float64Array(64)
  readonly fit = new Fit()
  readonly #pace = new Pace()
  #area = new Float64Array(64)
  /** One box by its centre and size, and the variance of each when it is measured: numbers on the heap would be garbage. */
  readonly #measured = new Float64Array(4)
  readonly #spread = new Float64Array(4)

  /** Moves the first `count` on by `seconds`. */
  predict(count: number, seconds: number): void {
    for (let i = 0; i < count; i++) this.#area[i] = this.width[i] * this.height[i]
    const walk = steady(seconds)
    const swing = fading(seconds, LIMBS_SECONDS)
    const q = this.#pace.restless * this.#pace.restless
    advance(this.state, X, count, walk, q, this.#area)
    advance(this.state, Y, count, walk, q, this.#area)
    advance(this.state, WIDTH, count, swing, LIMBS * LIMBS, this.#area)
    advance(this.state, HEIGHT, count, swing, LIMBS * LIMBS, this.#area)
    for (let i = 0; i < count; i++) this.#shape(i)
  }

  /** Track `i` begins at detection `j`. */
  begin(i: number, { box }: Detections, j: number): void {
    const z = this.#measure(box, j)
    const area = z[2] * z[3]
    const at = i * TRACK
    begin(this.state, at + X, z[0], MEASURED * MEASURED * area, WALK * WALK * area)
    begin(this.state, at + Y, z[1], MEASURED * MEASURED * area, WALK * WALK * area)
    begin(this.state, at + WIDTH, z[2], MEASURED_SIDE * MEASURED_SIDE * area, SWING * SWING * area)
    begin(this.state, at + HEIGHT, z[3], MEASURED_SIDE * MEASURED_SIDE * area, SWING * SWING * area)
    this.width[i] = z[2]
    this.height[i] = z[3]
  }

  /** Takes in that track `i` is detection `j`, last seen `agoMs` ago. */
  find(i: number, { box, score }: Detections, j: number, agoMs: number): void {
    const s = this.state
    const at = i * TRACK
    const z = this.#measure(box, j)
    const [fromX, fromY] = [s[at + X + SEEN], s[at + Y + SEEN]]
    const [beforeX, beforeY] = [s[at + X + OFF], s[at + Y + OFF]]
    this.#expect(i, doubt(score[j]))
    for (let axis = 0; axis < 4; axis++) correct(s, at + axis * AXIS, z[axis], this.#spread[axis])
    if (agoMs < TOGETHER_MS) {
      this.#pace.learn(beforeX, beforeY, s[at + X + OFF], s[at + Y + OFF])
      this.fit.learn(s, at)
    } else {
      s[at + X + OFF] = 0
      s[at + Y + OFF] = 0
    }
    if (agoMs > HIDDEN_MS) {
      // A filter that found somebody again thinks that they ran at last: half as fast again as they must have walked.
      s[at + X + VEL] = (1000 * (z[0] - fromX)) / agoMs
      s[at + Y + VEL] = (1000 * (z[1] - fromY)) / agoMs
      s[at + WIDTH + VEL] = 0
      s[at + HEIGHT + VEL] = 0
    }
    this.#shape(i)
  }

  /** Variance of a sure measurement of the centre of track `i`, along x or y. */
  spread(i: number): number {
    return MEASURED * MEASURED * this.width[i] * this.height[i]
  }

  /** Variance of a sure measurement of its width or height. */
  spreadOfSides(i: number): number {
    return MEASURED_SIDE * MEASURED_SIDE * this.width[i] * this.height[i]
  }

  /** What was of track `from` is now of `to`. */
  move(from: number, to: number): void {
    this.state.copyWithin(to * TRACK, from * TRACK, (from + 1) * TRACK)
    this.width[to] = this.width[from]
    this.height[to] = this.height[from]
  }

  /** Makes room for so many. Rows are as many as the other columns have: a track is not a power of two long. */
  hold(size: number): void {
    this.width = room(this.width, size)
    this.state = room(this.state, this.width.length * TRACK)
    this.height = room(this.height, size)
    this.#area = room(this.#area, size)
  }

  /** Writes the box of everybody: top left corner and size. */
  draw(box: Float32Array, count: number): void {
    for (let i = 0; i < count; i++) {
      box[4 * i] = this.state[i * TRACK + X + POS] - this.width[i] / 2
      box[4 * i + 1] = this.state[i * TRACK + Y + POS] - this.height[i] / 2
      box[4 * i + 2] = this.width[i]
      box[4 * i + 3] = this.height[i]
    }
  }

  #measure(box: Float32Array, j: number): Float64Array {
    const z = this.#measured
    z[0] = box[4 * j] + box[4 * j + 2] / 2
    z[1] = box[4 * j + 1] + box[4 * j + 3] / 2
    z[2] = box[4 * j + 2]
    z[3] = box[4 * j + 3]
    return z
  }

  #expect(i: number, times: number): void {
    this.#spread[0] = this.#spread[1] = this.spread(i) * times
    this.#spread[2] = this.#spread[3] = this.spreadOfSides(i) * times
  }

  #shape(i: number): void {
    this.width[i] = Math.max(this.state[i * TRACK + WIDTH + POS], LEAST * this.width[i])
    this.height[i] = Math.max(this.state[i * TRACK + HEIGHT + POS], LEAST * this.height[i])
  }
}
