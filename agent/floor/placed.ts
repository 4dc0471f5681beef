import type { Ms } from '../../config/units.ts'
import { room } from '../tracking/room.ts'
import type { Tracks } from '../tracking/tracks.ts'
import { footOf, type Plane } from './plane.ts'
import { SPREAD, spreadOf } from './spread.ts'

/** The tracks of one sensor after an update, placed on the floor: what {@link Tracks} are there, in metres. */
export interface Placed {
  readonly atMs: Ms
  readonly count: number
  readonly id: Float64Array
  readonly x: Float64Array
  readonly y: Float64Array
  /** Covariances, in the layout of spread.ts. */
  readonly spread: Float64Array
  readonly trust: Float32Array
  readonly confirmed: Uint8Array
  /** 1 where the track was seen in this update and its foot is on the floor. */
  readonly seen: Uint8Array
}

/** Columns that are used again and again, and grow by doubling. */
export class PlacedBuffer implements Placed {
  atMs: Ms = Number.NEGATIVE_INFINITY
  count = 0
  id = new Float64Array(16)
  x = new Float64Array(16)
  y = new Float64Array(16)
  spread = new Float64Array(16 * SPREAD)
  trust = new Float32Array(16)
  confirmed = new Uint8Array(16)
  seen = new Uint8Array(16)
  readonly #at = new Float64Array(2)
  readonly #of = new Float64Array(SPREAD)

  /** Makes room for `count` tracks, which the caller fills in. */
  begin(atMs: Ms, count: number): void {
    this.atMs = atMs
    this.count = count
    this.id = room(this.id, count)
    this.x = room(this.x, count)
    this.y = room(this.y, count)
    this.spread = room(this.spread, count * SPREAD)
    this.trust = room(this.trust, count)
    this.confirmed = room(this.confirmed, count)
    this.seen = room(this.seen, count)
  }

  /** Takes tracks from the plane of their sensor to the floor. */
  project(tracks: Tracks, plane: Plane): void {
    this.begin(tracks.atMs, tracks.count)
    for (let i = 0; i < tracks.count; i++) {
      this.id[i] = tracks.id[i]
      this.trust[i] = tracks.trust[i]
      this.confirmed[i] = tracks.confirmed[i]
      this.seen[i] = 0
      if (tracks.detection[i] < 0 || !footOf(plane, tracks.box, i, this.#at)) continue
      this.seen[i] = 1
      this.x[i] = this.#at[0]
      this.y[i] = this.#at[1]
      spreadOf(plane, tracks.box, i, this.#at[0], this.#at[1], this.#of)
      this.spread.set(this.#of, i * SPREAD)
    }
  }

  copy(from: Placed): void {
    const { atMs, count } = from
    this.begin(atMs, count)
    this.id.set(from.id.subarray(0, count))
    this.x.set(from.x.subarray(0, count))
    this.y.set(from.y.subarray(0, count))
    this.spread.set(from.spread.subarray(0, count * SPREAD))
    this.trust.set(from.trust.subarray(0, count))
    this.confirmed.set(from.confirmed.subarray(0, count))
    this.seen.set(from.seen.subarray(0, count))
  }
}
