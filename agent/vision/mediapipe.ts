import { type InferenceSession, Tensor } from 'onnxruntime-node'
import { openSession } from '../../models/session.ts'
import type { FaceDetector } from './detector.ts'
import type { Face } from './face.ts'
import { Gathering } from './gather.ts'
import { ByGeometry } from './geometry.ts'
import { guarded } from './guard.ts'
import type { Picture } from './picture.ts'
import { type Detail, tiles } from './tiles.ts'
import { View } from './view.ts'

/** Pixels of the square that each net sees, and of the smallest square of a picture worth showing to it. */
export const RANGES = {
  full: { side: 192, least: 180 },
  short: { side: 128, least: 150 },
} as const
export type Range = keyof typeof RANGES

/**
 * MediaPipe's face detectors on ONNX Runtime. The graph takes bytes and gives boxes (x1 y1 x2 y2), six points and scores, in
 * pixels of its input; parts of the picture are scaled to fit and centred on black.
 * @throws Fault ENGINE_FAILED where the graph cannot be loaded
 */
export async function openMediapipe(model: string, graph: string, range: Range, detail: Detail): Promise<FaceDetector> {
  return new Mediapipe(model, await openSession(model, graph), range, detail)
}

/** What a MediaPipe net is shown of a picture. */
export function mediapipeViews(range: Range, detail: Detail): ByGeometry<View[]> {
  const { side, least } = RANGES[range]
  return new ByGeometry(picture =>
    tiles(picture.width, picture.height, detail, least).map(region => new View(picture, region, side, side, 'centred')),
  )
}

class Mediapipe implements FaceDetector {
  readonly #model: string
  readonly #session: InferenceSession
  readonly #field: Uint8Array<ArrayBuffer>
  readonly #feeds: InferenceSession.FeedsType
  readonly #views: ByGeometry<View[]>
  readonly #gathering = new Gathering()

  constructor(model: string, session: InferenceSession, range: Range, detail: Detail) {
    const { side } = RANGES[range]
    this.#model = model
    this.#session = session
    this.#field = new Uint8Array(side * side * 3)
    this.#feeds = { image: new Tensor('uint8', this.#field, [1, side, side, 3]) }
    this.#views = mediapipeViews(range, detail)
  }

  detect(picture: Picture, minScore: number): Promise<Face[]> {
    return guarded(this.#model, async () => {
      this.#gathering.clear()
      for (const view of this.#views.of(picture)) {
        view.draw(picture, this.#field)
        const { boxes, keypoints, scores } = await this.#session.run(this.#feeds)
        this.#gathering.add(
          view,
          boxes.data as Float32Array,
          keypoints.data as Float32Array,
          scores.data as Float32Array,
          minScore,
        )
      }
      return this.#gathering.faces()
    })
  }

  async close(): Promise<void> {
    await this.#session.release()
  }
}
