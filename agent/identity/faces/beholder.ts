import type { FaceDetector } from '../../vision/detector.ts'
import type { Face } from '../../vision/face.ts'
import { RANGES } from '../../vision/mediapipe.ts'
import type { Picture } from '../../vision/picture.ts'
import { Cropper } from './crop.ts'
import type { Embedder } from './embedder.ts'
import { ALL } from './message.ts'
import { lacking, measureLight, measurePose, type Quality, REASONS, type Standard } from './quality.ts'
import { inverse, SIMILARITY, similarity } from './similarity.ts'
import { FIVE, FOUR, SIDE } from './template.ts'

/** x y pairs of YuNet; MediaPipe has two more behind the four that are used. */
const POINTS_OF_FIVE = FIVE.length
/** A face that is looked at again is shown in a square of this side, which MediaPipe's larger net takes as it is. */
const AGAIN = RANGES.full.side
/** How much smaller than in the crop it is there, as a part of the square: as its detector likes it, with some of the room. */
const SMALLER = 0.35
const SMALL = FOUR.map(value => ((value / SIDE - 0.5) * SMALLER + 0.5) * AGAIN)
const AGAIN_SCORE = 0.1
/** Allowances whose counts are remembered; of older ones only the sum. */
const REMEMBERED = 1024

/** Detects, and embeds the faces that it is told to embed: crop, quality, net, and nothing of it stays in memory. */
export class Beholder {
  readonly #detector: FaceDetector
  readonly #embedder: Embedder
  readonly #cropper = new Cropper()
  readonly #toCrop = new Float64Array(SIMILARITY)
  readonly #wider = new Cropper(AGAIN)
  readonly #again: Picture = { layout: 'rgb', width: AGAIN, height: AGAIN, pixels: new Uint8Array(3 * AGAIN * AGAIN) }
  readonly #seen: Quality = {
    eyes: 0,
    covered: 0,
    yawDegrees: 0,
    pitchDegrees: 0,
    rollDegrees: 0,
    light: 0,
    contrast: 0,
    sharpness: 0,
  }
  readonly #counts = new Map<number, number>()
  #all = 0

  constructor(detector: FaceDetector, embedder: Embedder) {
    this.#detector = detector
    this.#embedder = embedder
  }

  look(picture: Picture, minScore: number): Promise<Face[]> {
    return this.#detector.detect(picture, minScore)
  }

  /** Embeds one face of a picture, if it lacks nothing: numbers into `made`, and what it lacks as bits. Counts under `allowed`. */
  async embed(
    picture: Picture,
    points: Float32Array,
    allowed: number,
    wanted: Standard,
    made: Float32Array,
    at: number,
  ): Promise<{ lacks: number; seen: Quality }> {
    const { field } = this.#embedder
    const seen = this.#seen
    try {
      const placed =
        points.length === POINTS_OF_FIVE ? points : await this.#refined(picture, points.subarray(0, FOUR.length))
      const target = placed.length === POINTS_OF_FIVE ? FIVE : FOUR
      measurePose(placed, placed.length, seen)
      if (!similarity(placed, target, this.#toCrop)) return { lacks: 1, seen }
      seen.covered = this.#cropper.cut(picture, this.#toCrop, field, 0)
      measureLight(field, 0, seen)
      const lacks = bits(lacking(seen, wanted))
      if (lacks === 0) {
        this.#count(allowed)
        await this.#embedder.embed(made, at)
      }
      return { lacks, seen }
    } finally {
      field.fill(0)
      this.#cropper.wipe()
      this.#toCrop.fill(0)
    }
  }

  counted(allowed: number): number {
    return allowed === ALL ? this.#all : (this.#counts.get(allowed) ?? 0)
  }

  /** Both nets look at nothing, so that none of their layers holds anybody who was embedded. */
  async forget(): Promise<void> {
    this.#again.pixels.fill(0)
    await this.#detector.detect(this.#again, 1)
    await this.#embedder.forget()
  }

  async close(): Promise<void> {
    await this.forget()
    await Promise.all([this.#detector.close(), this.#embedder.close()])
  }

  /**
   * MediaPipe's points are coarse. Its detector looks once more at the face, upright and at a size of its liking; the mean of both
   * is nearer to the truth than either.
   */
  async #refined(picture: Picture, points: Float32Array): Promise<Float32Array> {
    if (!similarity(points, SMALL, this.#toCrop)) return points
    this.#wider.cut(picture, this.#toCrop, this.#again.pixels, 0)
    inverse(this.#toCrop, this.#toCrop)
    const [a, b, x, y] = this.#toCrop
    try {
      const nearest = middlemost(await this.#detector.detect(this.#again, AGAIN_SCORE))
      if (!nearest) return points
      return points.map((value, i) => {
        const [u, v] = [nearest.keypoints[i & ~1], nearest.keypoints[i | 1]]
        return (value + (i & 1 ? b * u + a * v + y : a * u - b * v + x)) / 2
      })
    } finally {
      this.#again.pixels.fill(0)
      this.#wider.wipe()
    }
  }

  #count(allowed: number): void {
    this.#all++
    this.#counts.set(allowed, this.counted(allowed) + 1)
    if (this.#counts.size > REMEMBERED) this.#counts.delete(this.#counts.keys().next().value!)
  }
}

/** The face that was looked at: others may stand beside it. */
function middlemost(faces: readonly Face[]): Face | undefined {
  const away = ({ x, y, width, height }: Face) => Math.hypot(x + width / 2 - AGAIN / 2, y + height / 2 - AGAIN / 2)
  let best: Face | undefined
  for (const face of faces)
    if (
      away(face) < face.width / 2 &&
      (!best || away(face) - face.score * face.width < away(best) - best.score * best.width)
    )
      best = face
  return best
}

function bits(reasons: ReturnType<typeof lacking>): number {
  return reasons.reduce((word, reason) => word | (1 << REASONS.indexOf(reason)), 0)
}
