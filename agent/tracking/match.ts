import type { Detections } from '../vision/detections.ts'
import { Assignment } from './assign.ts'
import { Candidates } from './candidates.ts'
import { ALONG_X, ALONG_Y, AXES, FREEDOM } from './fit.ts'
import { AXIS, HEIGHT, P00, TRACK, WIDTH, X, Y } from './kalman.ts'
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

  /** Says in `trust` how far track `i` may be trusted to have gone on as detection `j`, its candidate. */
  weigh(tracks: Population, i: number, { score }: Detections, j: number): void {
    const { gain, rival } = this.#assignment
    tracks.trust[i] = trust(gain[i], rival[i], (tracks.atMs - tracks.seenAtMs[i]) / 1000, score[j])
  }

  /**
   * Pairs of track `i`. A pair gains by the log likelihood ratio of the track's own box against anybody's, softened to stay above 0: who is
   * uncertain, because out of sight for long, gains little, and takes nobody from a track that is sure of theirs.
   */
  #consider({ motion }: Population, i: number, { box }: Detections, overlap: number): void {
    const { grid, x, y, detection } = this.candidates
    const s = motion.state
    const { spread } = motion.fit
    const at = i * TRACK
    const width = motion.width[i]
    const height = motion.height[i]
    const centreX = s[at + X]
    const centreY = s[at + Y]
    const across = s[at + WIDTH]
    const down = s[at + HEIGHT]
    const size = Math.sqrt(width * height)
    const sigmaX = Math.sqrt(s[at + X + P00] + motion.spread(i)) * spread[X / AXIS]
    const sigmaY = Math.sqrt(s[at + Y + P00] + motion.spread(i)) * spread[Y / AXIS]
    const sigmaW = Math.sqrt(s[at + WIDTH + P00] + motion.spreadOfSides(i)) * spread[WIDTH / AXIS]
    const sigmaH = Math.sqrt(s[at + HEIGHT + P00] + motion.spreadOfSides(i)) * spread[HEIGHT / AXIS]
    const alongX = spread[ALONG_X]
    const alongY = spread[ALONG_Y]
    const leftX = 1 - alongX * alongX
    const leftY = 1 - alongY * alongY
    const inSizes = (((sigmaX / size) * sigmaY) / size) * (sigmaW / size) * (sigmaH / size)
    const exact = -ANYBODY - Math.log(inSizes * inSizes * leftX * leftY)
    const leap = overlap === 0
    const count = leap
      ? grid.near(centreX, centreY, Math.sqrt(FAR) * sigmaX, Math.sqrt(FAR) * sigmaY)
      : grid.near(centreX, centreY, REACH * width, REACH * height)
    for (let k = 0; k < count; k++) {
      const c = grid.found[k]
      const w = box[4 * detection[c] + 2]
      const h = box[4 * detection[c] + 3]
      if (!leap && iou(x[c] - centreX, y[c] - centreY, w, h, width, height) < overlap) continue
      const offX = (x[c] - centreX) / sigmaX
      const offY = (y[c] - centreY) / sigmaY
      const offW = (w - across) / sigmaW
      const offH = (h - down) / sigmaH
      const far =
        (offX * (offX - 2 * alongX * offW) + offW * offW) / leftX +
        (offY * (offY - 2 * alongY * offH) + offH * offH) / leftY
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
