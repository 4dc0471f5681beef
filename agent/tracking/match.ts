import type { Detections } from '../vision/detections.ts'
import { Assignment } from './assign.ts'
import { Candidates } from './candidates.ts'
import { AXIS, POS, TRACK } from './kalman.ts'
import { Pairs } from './pairs.ts'
import type { Population } from './population.ts'
import { trust } from './trust.ts'

/** One round of giving detections to tracks: those of a range of scores, to tracks seen not too long ago. */
export interface Round {
  readonly fromScore: number
  readonly belowScore: number
  readonly unseenMs: number
  /** Least overlap (IoU) of the predicted and the detected box; 0 goes by nearness instead, whether they overlap or not. */
  readonly overlap: number
}

/** A detection more than twice as large as the track, either way across, is not looked at. */
const REACH = 1.5
/** Nearness: squared distance in standard deviations, with what a change of shape costs, must stay below. */
const FAR = 9
const TALLER = 20
const WIDER = 5

/** Gives detections to tracks. */
export class Matcher {
  readonly candidates = new Candidates()
  readonly #pairs = new Pairs()
  readonly #assignment = new Assignment()

  /** After this, candidate `candidateOf(i)` belongs to track `i`. Only tracks and detections that are free take part. */
  match(tracks: Population, detections: Detections, taken: Uint8Array, round: Round): void {
    const { candidates } = this
    this.#pairs.clear()
    candidates.gather(detections, taken, round.fromScore, round.belowScore)
    if (candidates.count > 0)
      for (let i = 0; i < tracks.count; i++) {
        if (tracks.detection[i] !== -1 || tracks.atMs - tracks.seenAtMs[i] > round.unseenMs) continue
        if (round.overlap > 0) this.#overlapping(tracks, i, detections, round.overlap)
        else this.#near(tracks, i, detections)
      }
    this.#assignment.solve(this.#pairs, tracks.count, candidates.count)
  }

  /** −1 where the track got none. */
  candidateOf(track: number): number {
    return this.#assignment.columnOf[track]
  }

  /** Trust in the pair of a track that got a candidate. */
  trustOf(track: number): number {
    return trust(this.#assignment.gain[track], this.#assignment.rival[track])
  }

  #overlapping(tracks: Population, i: number, detections: Detections, least: number): void {
    const { grid, x, y, detection } = this.candidates
    const width = tracks.width[i]
    const height = tracks.height[i]
    const centreX = tracks.state[i * TRACK + POS]
    const centreY = tracks.state[i * TRACK + AXIS + POS]
    const count = grid.near(centreX, centreY, REACH * width, REACH * height)
    for (let k = 0; k < count; k++) {
      const c = grid.found[k]
      const w = detections.box[4 * detection[c] + 2]
      const h = detections.box[4 * detection[c] + 3]
      const across = overlap(x[c] - centreX, w, width)
      const down = overlap(y[c] - centreY, h, height)
      if (across <= 0 || down <= 0) continue
      const iou = (across * down) / (width * height + w * h - across * down)
      if (iou >= least) this.#pairs.push(i, c, iou)
    }
  }

  #near(tracks: Population, i: number, detections: Detections): void {
    const { grid, x, y, detection } = this.candidates
    const centreX = tracks.state[i * TRACK + POS]
    const centreY = tracks.state[i * TRACK + AXIS + POS]
    const varianceX = tracks.variance(i, 0)
    const varianceY = tracks.variance(i, AXIS)
    const count = grid.near(centreX, centreY, Math.sqrt(FAR * varianceX), Math.sqrt(FAR * varianceY))
    for (let k = 0; k < count; k++) {
      const c = grid.found[k]
      const wider = Math.log(detections.box[4 * detection[c] + 2] / tracks.width[i])
      const taller = Math.log(detections.box[4 * detection[c] + 3] / tracks.height[i])
      const far =
        (x[c] - centreX) ** 2 / varianceX +
        (y[c] - centreY) ** 2 / varianceY +
        TALLER * taller * taller +
        WIDER * wider * wider
      if (far < FAR) this.#pairs.push(i, c, 1 - far / FAR)
    }
  }
}

/** How much of two stretches of a line is shared: centres `apart`, lengths `a` and `b`. */
function overlap(apart: number, a: number, b: number): number {
  return Math.min(apart + a / 2, b / 2) - Math.max(apart - a / 2, -b / 2)
}
