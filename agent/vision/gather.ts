import type { Face } from './face.ts'
import { suppress } from './suppress.ts'
import type { View } from './view.ts'

/** Above this share of their union two boxes of one view are one face; as MediaPipe has it. */
const SAME = 0.3
/** Above this share of the smaller one, boxes of two views are one face, seen whole and in part. */
const PART = 0.6

/**
 * Collects the faces of the views of one picture. Within a view, and then over all, each face is kept once: where it was seen
 * with the best score.
 */
export class Gathering {
  readonly #boxes: number[] = []
  readonly #scores: number[] = []
  readonly #faces: Face[] = []
  readonly #kept: number[] = []

  clear(): void {
    this.#boxes.length = this.#scores.length = this.#faces.length = 0
  }

  /** Adds what a net found in a view: x1 y1 x2 y2 boxes and `points` x y pairs for each score, in pixels of its field. */
  add(view: View, boxes: Float32Array, keypoints: Float32Array, scores: Float32Array, minScore: number): void {
    const each = keypoints.length / scores.length
    const count = suppress(boxes, scores, minScore, SAME, this.#kept)
    for (let k = 0; k < count; k++) {
      const i = this.#kept[k]
      const points: number[] = []
      for (let p = i * each; p < (i + 1) * each; p += 2) points.push(view.x(keypoints[p]), view.y(keypoints[p + 1]))
      this.#push(
        view.x(boxes[4 * i]),
        view.y(boxes[4 * i + 1]),
        view.x(boxes[4 * i + 2]),
        view.y(boxes[4 * i + 3]),
        scores[i],
        points,
      )
    }
  }

  /** The faces of all views, best first. */
  faces(): Face[] {
    suppress(this.#boxes, this.#scores, 0, PART, this.#kept, 'smaller')
    return this.#kept.map(i => this.#faces[i])
  }

  #push(x1: number, y1: number, x2: number, y2: number, score: number, keypoints: number[]): void {
    this.#boxes.push(x1, y1, x2, y2)
    this.#scores.push(score)
    this.#faces.push({ x: x1, y: y1, width: x2 - x1, height: y2 - y1, score, keypoints })
  }
}
