import type { Detections } from '../vision/detections.ts'
import { Grid } from './grid.ts'
import { room } from './room.ts'

/** Detections of one range of scores that no track has yet, by their centres, in a grid. */
export class Candidates {
  count = 0
  x = new Float64Array(64)
  y = new Float64Array(64)
  /** Which detection it is. */
  detection = new Int32Array(64)
  readonly grid = new Grid()

  /** Boxes that are not finite or have no area, and scores that are not a number, are left out. */
  gather(detections: Detections, taken: Uint8Array, fromScore: number, belowScore: number): void {
    const { box, score } = detections
    this.x = room(this.x, detections.count)
    this.y = room(this.y, detections.count)
    this.detection = room(this.detection, detections.count)
    this.count = 0
    let sides = 0
    for (let j = 0; j < detections.count; j++) {
      if (taken[j] === 1 || !(score[j] >= fromScore && score[j] < belowScore)) continue
      const width = box[4 * j + 2]
      const height = box[4 * j + 3]
      const x = box[4 * j] + width / 2
      const y = box[4 * j + 1] + height / 2
      if (!(width > 0 && height > 0 && Number.isFinite(x + y + width * height))) continue
      this.x[this.count] = x
      this.y[this.count] = y
      this.detection[this.count++] = j
      sides += Math.max(width, height)
    }
    this.grid.fill(this.x, this.y, this.count, this.count > 0 ? sides / this.count : 1)
  }
}
