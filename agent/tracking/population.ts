import type { Ms } from '../../config/units.ts'
import { AXIS, begin, correct, P00, POS, predict, TRACK } from './kalman.ts'
import { room } from './room.ts'
import type { Tracks } from './tracks.ts'

/** Lengths below are shares of a box's size, √(width · height): so pixels and metres are treated alike. */
const MEASURED = 0.05
/** A detector that is not sure of a person is not sure of the place either (Du et al. 2021): variance at score 0, over that at 1. */
const DOUBT = 10
/** How quickly people change their pace: sizes / s^1.5. */
const RESTLESS = 0.5
/** What is expected of a pace not measured yet: sizes / s. */
const PACE = 1.5
/** Boxes jitter as arms and legs move; size follows within this time. */
const SIZE_MS = 300

/** Everybody who is tracked: what is told of them ({@link Tracks}) and what is kept to go on with. Arrays grow by doubling. */
export class Population implements Tracks {
  atMs: Ms = Number.NEGATIVE_INFINITY
  count = 0
  id = new Float64Array(64)
  box = new Float32Array(4 * 64)
  score = new Float32Array(64)
  detection = new Int32Array(64)
  trust = new Float32Array(64)
  confirmed = new Uint8Array(64)
  seenAtMs = new Float64Array(64)
  endedCount = 0
  ended = new Float64Array(64)

  /** Filters of the centre, in the layout of kalman.ts. */
  state = new Float64Array(64 * TRACK)
  width = new Float64Array(64)
  height = new Float64Array(64)
  bornAtMs = new Float64Array(64)
  hits = new Int32Array(64)
  #lastId = 0

  /** Moves all to where they should be at `atMs`, seen by nobody yet. */
  predict(atMs: Ms): void {
    const seconds = this.count > 0 ? (atMs - this.atMs) / 1000 : 0
    this.atMs = atMs
    for (let i = 0; i < this.count; i++) {
      const q = RESTLESS * RESTLESS * this.width[i] * this.height[i]
      predict(this.state, i * TRACK, seconds, q)
      predict(this.state, i * TRACK + AXIS, seconds, q)
    }
    this.unsee()
  }

  /** No track has a detection. */
  unsee(): void {
    this.detection.fill(-1, 0, this.count)
    this.score.fill(0, 0, this.count)
    this.trust.fill(1, 0, this.count)
  }

  /** Begins a track at a centre. */
  bear(x: number, y: number, width: number, height: number): number {
    const i = this.count
    this.#hold(i + 1)
    this.count++
    const area = width * height
    begin(this.state, i * TRACK, x, MEASURED * MEASURED * area, PACE * PACE * area)
    begin(this.state, i * TRACK + AXIS, y, MEASURED * MEASURED * area, PACE * PACE * area)
    this.width[i] = width
    this.height[i] = height
    this.id[i] = ++this.#lastId
    this.bornAtMs[i] = this.atMs
    this.hits[i] = 0
    this.trust[i] = 1
    this.confirmed[i] = 0
    return i
  }

  /** Takes in where track `i` was found, by a box's centre and size. */
  find(i: number, x: number, y: number, width: number, height: number, score: number): void {
    const r = this.spread(i) * (1 + (DOUBT - 1) * (1 - Math.min(1, score)))
    correct(this.state, i * TRACK, x, r)
    correct(this.state, i * TRACK + AXIS, y, r)
    const share = 1 - Math.exp((this.seenAtMs[i] - this.atMs) / SIZE_MS)
    this.width[i] += share * (width - this.width[i])
    this.height[i] += share * (height - this.height[i])
  }

  /** Notes that track `i` has detection `j`. */
  see(i: number, j: number, score: number): void {
    this.hits[i]++
    this.seenAtMs[i] = this.atMs
    this.detection[i] = j
    this.score[i] = score
  }

  /** Variance of a sure measurement of track `i`. */
  spread(i: number): number {
    return MEASURED * MEASURED * this.width[i] * this.height[i]
  }

  /** Variance of what track `i` would be measured at, along the axis that begins at `axis` (0 or AXIS). */
  variance(i: number, axis: number): number {
    return this.state[i * TRACK + axis + P00] + this.spread(i)
  }

  /** Takes track `i` out of the way: told once in `ended`. The caller closes the gap with `move`. */
  end(i: number): void {
    this.ended = room(this.ended, this.endedCount + 1)
    this.ended[this.endedCount++] = this.id[i]
  }

  /** Track `from` is now at `to`; what was there is gone. */
  move(from: number, to: number): void {
    if (from === to) return
    this.state.copyWithin(to * TRACK, from * TRACK, (from + 1) * TRACK)
    this.id[to] = this.id[from]
    this.score[to] = this.score[from]
    this.detection[to] = this.detection[from]
    this.trust[to] = this.trust[from]
    this.confirmed[to] = this.confirmed[from]
    this.seenAtMs[to] = this.seenAtMs[from]
    this.width[to] = this.width[from]
    this.height[to] = this.height[from]
    this.bornAtMs[to] = this.bornAtMs[from]
    this.hits[to] = this.hits[from]
  }

  /** Brings `box` up to date. */
  draw(): void {
    for (let i = 0; i < this.count; i++) {
      this.box[4 * i] = this.state[i * TRACK + POS] - this.width[i] / 2
      this.box[4 * i + 1] = this.state[i * TRACK + AXIS + POS] - this.height[i] / 2
      this.box[4 * i + 2] = this.width[i]
      this.box[4 * i + 3] = this.height[i]
    }
  }

  #hold(size: number): void {
    if (size <= this.id.length) return
    this.id = room(this.id, size)
    this.box = room(this.box, 4 * size)
    this.score = room(this.score, size)
    this.detection = room(this.detection, size)
    this.trust = room(this.trust, size)
    this.confirmed = room(this.confirmed, size)
    this.seenAtMs = room(this.seenAtMs, size)
    this.state = room(this.state, size * TRACK)
    this.width = room(this.width, size)
    this.height = room(this.height, size)
    this.bornAtMs = room(this.bornAtMs, size)
    this.hits = room(this.hits, size)
  }
}
