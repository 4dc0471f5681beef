import type { Ms } from '../../config/units.ts'
import type { Detections } from '../vision/detections.ts'
import { Motion } from './motion.ts'
import { room } from './room.ts'
import type { Tracks } from './tracks.ts'

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

  readonly motion = new Motion()
  bornAtMs = new Float64Array(64)
  hits = new Int32Array(64)
  #lastId = 0

  /** Moves all to where they should be at `atMs`, seen by nobody yet. */
  predict(atMs: Ms): void {
    this.motion.predict(this.count, this.count > 0 ? (atMs - this.atMs) / 1000 : 0)
    this.atMs = atMs
    this.unsee()
  }

  /** No track has a detection. */
  unsee(): void {
    this.detection.fill(-1, 0, this.count)
    this.score.fill(0, 0, this.count)
    this.trust.fill(1, 0, this.count)
  }

  /** Begins a track with detection `j`. */
  bear(detections: Detections, j: number): number {
    const i = this.count
    this.#hold(i + 1)
    this.count++
    this.motion.begin(i, detections, j)
    this.id[i] = ++this.#lastId
    this.bornAtMs[i] = this.atMs
    this.hits[i] = 0
    this.trust[i] = 1
    this.confirmed[i] = 0
    this.#see(i, detections, j)
    return i
  }

  /** Track `i` is detection `j`. */
  find(i: number, detections: Detections, j: number): void {
    this.motion.find(i, detections, j, this.atMs - this.seenAtMs[i])
    this.#see(i, detections, j)
  }

  #see(i: number, { score }: Detections, j: number): void {
    this.hits[i]++
    this.seenAtMs[i] = this.atMs
    this.detection[i] = j
    this.score[i] = score[j]
  }

  /** Takes track `i` out of the way: told once in `ended`. The caller closes the gap with `move`. */
  end(i: number): void {
    this.ended = room(this.ended, this.endedCount + 1)
    this.ended[this.endedCount++] = this.id[i]
  }

  /** Track `from` is now at `to`; what was there is gone. */
  move(from: number, to: number): void {
    if (from === to) return
    this.motion.move(from, to)
    this.id[to] = this.id[from]
    this.score[to] = this.score[from]
    this.detection[to] = this.detection[from]
    this.trust[to] = this.trust[from]
    this.confirmed[to] = this.confirmed[from]
    this.seenAtMs[to] = this.seenAtMs[from]
    this.bornAtMs[to] = this.bornAtMs[from]
    this.hits[to] = this.hits[from]
  }

  /** Brings `box` up to date. */
  draw(): void {
    this.motion.draw(this.box, this.count)
  }

  #hold(size: number): void {
    if (size <= this.id.length) return
    this.motion.hold(size)
    this.id = room(this.id, size)
    this.box = room(this.box, 4 * size)
    this.score = room(this.score, size)
    this.detection = room(this.detection, size)
    this.trust = room(this.trust, size)
    this.confirmed = room(this.confirmed, size)
    this.seenAtMs = room(this.seenAtMs, size)
    this.bornAtMs = room(this.bornAtMs, size)
    this.hits = room(this.hits, size)
  }
}
