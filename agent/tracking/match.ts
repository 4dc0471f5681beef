import type { Detections } from '../vision/detections.ts'
import { Assignment } from './assign.ts'
import { Candidates } from './candidates.ts'
import { HEIGHT, P00, TRACK, WIDTH, X, Y } from './kalman.ts'
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
/** Squared distance in standard deviations, over place and shape, beyond which nearness is none. */
const FAR = 9
/** Surprises have long tails: Student's t of so many degrees of freedom, over four axes. */
const FREEDOM = 4
const AXES = 4
/** Log density of somebody else's box there, per size⁴, place and shape: what a likelihood has to beat. */
const ANYBODY = -7
/** From here the softened ratio is the ratio; and so little a pair gains at least. */
const SURE = 30
const LEAST = 1e-9

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
        this.#consider(tracks, i, detections, round.overlap)
      }
    this.#assignment.solve(this.#pairs, tracks.count, candidates.count)
  }

  /** −1 where the track got none. */
  candidateOf(track: number): number {
    return this.#assignment.columnOf[track]
  }

  /** Trust in the pair of a track that got a candidate. */
  trustOf(track: number, hiddenSeconds: number, score: number): number {
    return trust(this.#assignment.gain[track], this.#assignment.rival[track], hiddenSeconds, score)
  }

  /**
   * Pairs of track `i`. A pair gains by the log likelihood ratio of the track's own box against anybody's, softened to stay above 0: who is
   * uncertain, because out of sight for long, gains little, and takes nobody from a track that is sure of theirs.
   */
  #consider(tracks: Population, i: number, { box }: Detections, overlap: number): void {
    const { grid, x, y, detection } = this.candidates
    const s = tracks.state
    const at = i * TRACK
    const width = tracks.width[i]
    const height = tracks.height[i]
    const area = width * height
    const centreX = s[at + X]
    const centreY = s[at + Y]
    const across = s[at + WIDTH]
    const down = s[at + HEIGHT]
    const varianceX = s[at + X + P00] + tracks.spread(i)
    const varianceY = s[at + Y + P00] + tracks.spread(i)
    const varianceW = s[at + WIDTH + P00] + tracks.spreadOfSides(i)
    const varianceH = s[at + HEIGHT + P00] + tracks.spreadOfSides(i)
    const exact =
      -ANYBODY - Math.log((((((varianceX / area) * varianceY) / area) * varianceW) / area) * (varianceH / area))
    const leap = overlap === 0
    const count = leap
      ? grid.near(centreX, centreY, Math.sqrt(FAR * varianceX), Math.sqrt(FAR * varianceY))
      : grid.near(centreX, centreY, REACH * width, REACH * height)
    for (let k = 0; k < count; k++) {
      const c = grid.found[k]
      const w = box[4 * detection[c] + 2]
      const h = box[4 * detection[c] + 3]
      if (!leap && iou(x[c] - centreX, y[c] - centreY, w, h, width, height) < overlap) continue
      const far =
        (x[c] - centreX) ** 2 / varianceX +
        (y[c] - centreY) ** 2 / varianceY +
        (w - across) ** 2 / varianceW +
        (h - down) ** 2 / varianceH
      if (leap && far >= FAR) continue
      const ratio = exact - (FREEDOM + AXES) * Math.log1p(far / FREEDOM)
      this.#pairs.push(i, c, ratio > SURE ? ratio : LEAST + Math.log1p(Math.exp(ratio)))
    }
  }
}

/** Intersection over union of two boxes whose centres are `dx` and `dy` apart. */
function iou(dx: number, dy: number, w: number, h: number, width: number, height: number): number {
  const across = shared(dx, w, width)
  const down = shared(dy, h, height)
  return across > 0 && down > 0 ? (across * down) / (width * height + w * h - across * down) : 0
}

/** How much of two stretches of a line is shared: centres `apart`, lengths `a` and `b`. */
function shared(apart: number, a: number, b: number): number {
  return Math.min(apart + a / 2, b / 2) - Math.max(apart - a / 2, -b / 2)
}
