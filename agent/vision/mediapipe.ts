import { type InferenceSession, Tensor } from 'onnxruntime-node'
import { openSession } from '../../models/session.ts'
import { Desk, roomy } from './desk.ts'
import type { FaceDetector } from './detector.ts'
import type { Face } from './face.ts'
import { Gathering } from './gather.ts'
import { ByGeometry } from './geometry.ts'
import { guarded } from './guard.ts'
import { byteLength, type Picture } from './picture.ts'
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

/** What a MediaPipe net is shown of a picture, and how that is handed to it: made once for each geometry. */
export class Views<Shown> {
  readonly #show: (field: Uint8Array<ArrayBuffer>) => Shown
  readonly #range: Range
  readonly #detail: Detail
  readonly #sheets = new ByGeometry(picture => this.#sheet(picture))

  constructor(range: Range, detail: Detail, show: (field: Uint8Array<ArrayBuffer>) => Shown) {
    this.#range = range
    this.#detail = detail
    this.#show = show
  }

  /** Draws all views of a picture, before a net has put it out of the processor's cache, then hands them over; at last they are wiped. */
  async each(picture: Picture, look: (view: View, shown: Shown) => Promise<void>): Promise<void> {
    const { desk, all, bytes } = this.#sheets.of(picture)
    desk.lay(picture.pixels.subarray(0, bytes))
    for (const { view, field } of all) view.draw(picture, field)
    desk.wipe(0, bytes)
    try {
      for (const { view, shown } of all) await look(view, shown)
    } finally {
      for (const { field } of all) field.fill(0)
    }
  }

  #sheet(picture: Picture) {
    const { side, least } = RANGES[this.#range]
    const { layout, width, height } = picture
    const bytes = layout === 'nv12' ? byteLength(layout, width, height) : 0
    const desk = new Desk()
    const place = { desk, begin: roomy(bytes), hasPicture: true }
    const all = tiles(width, height, this.#detail, least).map(region => {
      const field = new Uint8Array(3 * side * side)
      const view = new View(picture, region, side, side, 'centred', Number.POSITIVE_INFINITY, place)
      return { view, field, shown: this.#show(field) }
    })
    return { desk, all, bytes }
  }
}

class Mediapipe implements FaceDetector {
  readonly #model: string
  readonly #session: InferenceSession
  readonly #views: Views<InferenceSession.FeedsType>
  readonly #gathering = new Gathering()

  constructor(model: string, session: InferenceSession, range: Range, detail: Detail) {
    const { side } = RANGES[range]
    this.#model = model
    this.#session = session
    this.#views = new Views(range, detail, field => ({ image: new Tensor('uint8', field, [1, side, side, 3]) }))
  }

  detect(picture: Picture, minScore: number): Promise<Face[]> {
    return guarded(this.#model, async () => {
      this.#gathering.clear()
      await this.#views.each(picture, async (view, feeds) => {
        const { boxes, keypoints, scores } = await this.#session.run(feeds)
        this.#gathering.add(
          view,
          boxes.data as Float32Array,
          keypoints.data as Float32Array,
          scores.data as Float32Array,
          minScore,
        )
      })
      return this.#gathering.faces()
    })
  }

  async close(): Promise<void> {
    await this.#session.release()
  }
}
