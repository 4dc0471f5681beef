import type { Metres, Ms } from '../../config/units.ts'
import { SPREAD } from './spread.ts'

/** What a sensor saw longer ago than this no longer says where somebody is. */
export const FRESH_MS = 500

/** How one sensor sees one person. */
export class Sighting {
  readonly sensor: string
  /** Which track they are, 0 once the sensor follows them no more. */
  track = 0
  /** Where the sensor last put them. */
  x: Metres = 0
  y: Metres = 0
  readonly spread = new Float64Array(SPREAD)
  atMs: Ms = Number.NEGATIVE_INFINITY
  /** When the sensor first saw them, and when it last began to. */
  readonly firstMs: Ms
  sinceMs: Ms
  /** By how much the sensor puts them beside where all sensors together do: calibration, and head or feet. */
  besideX: Metres = 0
  besideY: Metres = 0
  /** Since when it has put them where they cannot be if the other sensors are right; +∞ while it agrees. */
  apartMs: Ms = Number.POSITIVE_INFINITY

  constructor(sensor: string, atMs: Ms) {
    this.sensor = sensor
    this.firstMs = this.sinceMs = atMs
  }

  /** The sensor has their track there. */
  look(x: Metres, y: Metres, spread: Float64Array, atMs: Ms): void {
    this.x = x
    this.y = y
    this.spread.set(spread)
    this.atMs = Math.max(this.atMs, atMs)
  }

  isLive(atMs: Ms): boolean {
    return this.track !== 0 && Math.abs(atMs - this.atMs) <= FRESH_MS
  }
}
