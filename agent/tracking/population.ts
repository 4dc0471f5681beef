import type { Ms } from '../../config/units.ts'
import { begin, correct, fading, HEIGHT, POS, predict, steady, TRACK, VEL, WIDTH, X, Y } from './kalman.ts'
import { doubt, LIMBS, LIMBS_SECONDS, MEASURED, MEASURED_SIDE, SWING, WALK } from './noise.ts'
import { Pace } from './pace.ts'
import { room } from './room.ts'
import type { Tracks } from './tracks.ts'

/** Whoever was hidden for longer has walked straight on meanwhile, as far as anyone knows (after Cao et al. 2023, OC-SORT). */
const HIDDEN_MS = 400
/** Surprises further apart than this say nothing of the filter. */
const TOGETHER_MS = 300
/** A box does not shrink by more than this share between two updates, whatever the filter thinks. */
const LEAST = 0.5

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
  /** Where the centre was when last seen, by the filter; and by how much it then came as a surprise. */
  #sawX = new Float64Array(64)
  #sawY = new Float64Array(64)
  #surpriseX = new Float64Array(64)
  #surpriseY = new Float64Array(64)
  readonly #pace = new Pace()
  #lastId = 0

  /** Moves all to where they should be at `atMs`, seen by nobody yet. */
  predict(atMs: Ms): void {
    const seconds = this.count > 0 ? (atMs - this.atMs) / 1000 : 0
    this.atMs = atMs
    const walk = steady(seconds)
    const swing = fading(seconds, LIMBS_SECONDS)
    for (let i = 0; i < this.count; i++) {
      const at = i * TRACK
      const area = this.area(i)
      const q = this.#pace.restless * this.#pace.restless * area
      predict(this.state, at + X, walk, q)
      predict(this.state, at + Y, walk, q)
      predict(this.state, at + WIDTH, swing, LIMBS * LIMBS * area)
      predict(this.state, at + HEIGHT, swing, LIMBS * LIMBS * area)
      this.#shape(i)
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
    const at = i * TRACK
    begin(this.state, at + X, x, MEASURED * MEASURED * area, WALK * WALK * area)
    begin(this.state, at + Y, y, MEASURED * MEASURED * area, WALK * WALK * area)
    begin(this.state, at + WIDTH, width, MEASURED_SIDE * MEASURED_SIDE * area, SWING * SWING * area)
    begin(this.state, at + HEIGHT, height, MEASURED_SIDE * MEASURED_SIDE * area, SWING * SWING * area)
    this.#sawX[i] = x
    this.#sawY[i] = y
    this.#surpriseX[i] = 0
    this.#surpriseY[i] = 0
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
    const at = i * TRACK
    const s = this.state
    const times = doubt(score)
    const ago = this.atMs - this.seenAtMs[i]
    const surpriseX = correct(s, at + X, x, this.spread(i) * times)
    const surpriseY = correct(s, at + Y, y, this.spread(i) * times)
    correct(s, at + WIDTH, width, this.spreadOfSides(i) * times)
    correct(s, at + HEIGHT, height, this.spreadOfSides(i) * times)
    if (ago < TOGETHER_MS) this.#pace.learn(this.#surpriseX[i], this.#surpriseY[i], surpriseX, surpriseY)
    else if (ago > HIDDEN_MS) this.#walkedOn(i, x, y, ago / 1000)
    this.#surpriseX[i] = ago < TOGETHER_MS ? surpriseX : 0
    this.#surpriseY[i] = ago < TOGETHER_MS ? surpriseY : 0
    this.#sawX[i] = s[at + X + POS]
    this.#sawY[i] = s[at + Y + POS]
    this.#shape(i)
  }

  /** A filter that found somebody again thinks that they ran at last: half as fast again as they must have walked. */
  #walkedOn(i: number, x: number, y: number, seconds: number): void {
    const at = i * TRACK
    this.state[at + X + VEL] = (x - this.#sawX[i]) / seconds
    this.state[at + Y + VEL] = (y - this.#sawY[i]) / seconds
    this.state[at + WIDTH + VEL] = 0
    this.state[at + HEIGHT + VEL] = 0
  }

  #shape(i: number): void {
    this.width[i] = Math.max(this.state[i * TRACK + WIDTH + POS], LEAST * this.width[i])
    this.height[i] = Math.max(this.state[i * TRACK + HEIGHT + POS], LEAST * this.height[i])
  }

  /** Notes that track `i` has detection `j`. */
  see(i: number, j: number, score: number): void {
    this.hits[i]++
    this.seenAtMs[i] = this.atMs
    this.detection[i] = j
    this.score[i] = score
  }

  area(i: number): number {
    return this.width[i] * this.height[i]
  }

  /** Variance of a sure measurement of the centre of track `i`, along x or y. */
  spread(i: number): number {
    return MEASURED * MEASURED * this.area(i)
  }

  /** Variance of a sure measurement of its width or height. */
  spreadOfSides(i: number): number {
    return MEASURED_SIDE * MEASURED_SIDE * this.area(i)
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
    this.#sawX[to] = this.#sawX[from]
    this.#sawY[to] = this.#sawY[from]
    this.#surpriseX[to] = this.#surpriseX[from]
    this.#surpriseY[to] = this.#surpriseY[from]
  }

  /** Brings `box` up to date. */
  draw(): void {
    for (let i = 0; i < this.count; i++) {
      this.box[4 * i] = this.state[i * TRACK + X + POS] - this.width[i] / 2
      this.box[4 * i + 1] = this.state[i * TRACK + Y + POS] - this.height[i] / 2
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
    this.#sawX = room(this.#sawX, size)
    this.#sawY = room(this.#sawY, size)
    this.#surpriseX = room(this.#surpriseX, size)
    this.#surpriseY = room(this.#surpriseY, size)
  }
}
