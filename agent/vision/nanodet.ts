import { type InferenceSession, Tensor } from 'onnxruntime-node'
import { openSession } from '../../models/session.ts'
import type { Detections } from './detections.ts'
import type { PersonDetector } from './detector.ts'
import { ByGeometry } from './geometry.ts'
import { guarded } from './guard.ts'
import { type Picture, whole } from './picture.ts'
import { suppress } from './suppress.ts'
import { View } from './view.ts'

const SIDE = 416
/** Above this, two boxes are one person: people in front of one another overlap by half. */
const SAME = 0.5

/**
 * NanoDet on ONNX Runtime. The graph takes bytes and gives boxes (x1 y1 x2 y2 in pixels of its input) and scores; the whole
 * picture is stretched to its square, as in training.
 * @throws Fault ENGINE_FAILED where the graph cannot be loaded
 */
export async function openNanodet(model: string, graph: string): Promise<PersonDetector> {
  return new Nanodet(model, await openSession(model, graph))
}

class Nanodet implements PersonDetector {
  readonly #model: string
  readonly #session: InferenceSession
  readonly #field = new Uint8Array(SIDE * SIDE * 3)
  readonly #feeds = { image: new Tensor('uint8', this.#field, [1, SIDE, SIDE, 3]) }
  readonly #views = new ByGeometry(picture => new View(picture, whole(picture), SIDE, SIDE, 'stretched'))
  readonly #kept: number[] = []

  constructor(model: string, session: InferenceSession) {
    this.#model = model
    this.#session = session
  }

  detect(picture: Picture, minScore: number, into: Detections): Promise<void> {
    return guarded(this.#model, async () => {
      const view = this.#views.of(picture)
      view.draw(picture, this.#field)
      const found = await this.#session.run(this.#feeds)
      const boxes = found.boxes.data as Float32Array
      const scores = found.scores.data as Float32Array
      const count = suppress(boxes, scores, minScore, SAME, this.#kept)
      into.clear()
      for (let k = 0; k < count; k++) {
        const i = this.#kept[k]
        const x = view.x(boxes[4 * i])
        const y = view.y(boxes[4 * i + 1])
        into.push(x, y, view.x(boxes[4 * i + 2]) - x, view.y(boxes[4 * i + 3]) - y, scores[i])
      }
    })
  }

  async close(): Promise<void> {
    await this.#session.release()
  }
}
