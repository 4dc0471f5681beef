import type { Ms } from '../../config/units.ts'

/**
 * The tracks of one sensor after an update, as flat columns. Valid until the next update; the plane is that of the detections.
 * Tracks that ended in this update are no longer here: their ids stand in `ended`.
 */
export interface Tracks {
  readonly atMs: Ms
  readonly count: number
  /** Grows by one a birth, from 1, for this tracker alone. */
  readonly id: Float64Array
  /** x y w h of the filtered box, top left corner and size. */
  readonly box: Float32Array
  /** Score of the detection of this update, 0 where the track is coasting. */
  readonly score: Float32Array
  /** Index into the detections of this update, −1 where the track is coasting. */
  readonly detection: Int32Array
  /**
   * Probability that the detection of this update is of the person whom the track followed until now, 0 … 1: see trust.ts.
   * 1 where the track begins and where it is coasting. Calibrated on recordings.
   */
  readonly trust: Float32Array
  /** 1 once the track has been seen long and often enough to count. It never falls back to 0. */
  readonly confirmed: Uint8Array
  /** When it was last detected. */
  readonly seenAtMs: Float64Array
  readonly endedCount: number
  readonly ended: Float64Array
}
