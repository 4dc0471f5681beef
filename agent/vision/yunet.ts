import { type InferenceSession, Tensor } from 'onnxruntime-node'
import { openSession } from '../../models/session.ts'
import { Desk, roomy } from './desk.ts'
import type { FaceDetector } from './detector.ts'
import type { Face } from './face.ts'
import { Gathering } from './gather.ts'
import { ByGeometry } from './geometry.ts'
import { guarded } from './guard.ts'
import { type Picture, whole } from './picture.ts'
import type { Detail } from './tiles.ts'
import { View } from './view.ts'

/** Longest side of what the net is shown. It takes any size; what it finds is 10 pixels and more. */
const LONGEST: Record<Detail, number> = { coarse: 640, fine: 1280 }
const STRIDES = [8, 16, 32] as const
const COARSEST = 32
/** x y pairs: right eye, left eye, nose, right and left corner of the mouth, as seen from the person. */
const POINTS = 5

/**
 * YuNet on ONNX Runtime (Wu, Peng, Yu: YuNet, a Tiny Millisecond-level Face Detector, 2023). The graph is the published one with
 * a free input size: planes B G R, 0 … 255, sides multiples of 32. Boxes and points are decoded here.
 * @throws Fault ENGINE_FAILED where the graph cannot be loaded
 */
export async function openYunet(model: string, graph: string, detail: Detail): Promise<FaceDetector> {
  return new Yunet(model, await openSession(model, graph), detail)
}

class Yunet implements FaceDetector {
  readonly #model: string
  readonly #session: InferenceSession
  readonly #inputs: ByGeometry<Input>
  readonly #gathering = new Gathering()

  constructor(model: string, session: InferenceSession, detail: Detail) {
    this.#inputs = new ByGeometry(picture => new Input(picture, LONGEST[detail]))
    this.#model = model
    this.#session = session
  }

  detect(picture: Picture, minScore: number): Promise<Face[]> {
    return guarded(this.#model, async () => {
      const input = this.#inputs.of(picture)
      input.draw(picture)
      const found = await this.#session.run({ input: input.tensor })
      const { boxes, keypoints, scores } = decode(found, input.width, minScore)
      this.#gathering.clear()
      this.#gathering.add(input.view, boxes, keypoints, scores, minScore)
      return this.#gathering.faces()
    })
  }

  async close(): Promise<void> {
    await this.#session.release()
  }
}

/** The input tensor for pictures of one geometry. */
class Input {
  readonly width: number
  readonly height: number
  readonly view: View
  readonly tensor: Tensor
  readonly #field: Uint8Array
  readonly #planes: Float32Array

  constructor(picture: Picture, longest: number) {
    const scale = Math.min(1, longest / Math.max(picture.width, picture.height))
    const padded = (side: number) => Math.max(Math.ceil((side * scale) / COARSEST), 1) * COARSEST
    this.width = padded(picture.width)
    this.height = padded(picture.height)
    const count = this.width * this.height * 3
    // What the net is shown lies on the desk too, where it is drawn: it need not be carried from there.
    const desk = new Desk()
    const end = roomy(count * Float32Array.BYTES_PER_ELEMENT)
    desk.reserve(end)
    this.view = new View(picture, whole(picture), this.width, this.height, 'cornered', scale, {
      desk,
      begin: end,
      hasPicture: false,
    })
    this.#field = new Uint8Array(count)
    this.#planes = new Float32Array(desk.buffer, 0, count)
    this.tensor = new Tensor('float32', this.#planes, [1, 3, this.height, this.width])
  }

  draw(picture: Picture): void {
    this.view.drawPlanes(picture, this.#planes, this.#field)
  }
}

/** Corners x1 y1 x2 y2, points and scores of the cells that score enough, in pixels of the input, in the order of the cells. */
export function decode(
  found: Readonly<Record<string, { readonly data: unknown }>>,
  width: number,
  minScore: number,
): { boxes: Float32Array; keypoints: Float32Array; scores: Float32Array } {
  const numbers = (name: string) => found[name].data as Float32Array
  const boxes: number[] = []
  const keypoints: number[] = []
  const scores: number[] = []
  const least = minScore ** 2 * (1 - 1e-6)
  for (const stride of STRIDES) {
    const [classes, objects] = [numbers(`cls_${stride}`), numbers(`obj_${stride}`)]
    const [box, point] = [numbers(`bbox_${stride}`), numbers(`kps_${stride}`)]
    const columns = width / stride
    for (let i = 0; i < classes.length; i++) {
      // Neither is more than one, so both are at least the square of what they must be together; almost no cell is.
      if (!(classes[i] >= least && objects[i] >= least)) continue
      const score = Math.fround(Math.sqrt(unit(classes[i]) * unit(objects[i])))
      if (!(score >= minScore)) continue
      const x = i % columns
      const y = Math.floor(i / columns)
      scores.push(score)
      const halfWidth = Math.exp(box[4 * i + 2]) / 2
      const halfHeight = Math.exp(box[4 * i + 3]) / 2
      boxes.push((x + box[4 * i] - halfWidth) * stride, (y + box[4 * i + 1] - halfHeight) * stride)
      boxes.push((x + box[4 * i] + halfWidth) * stride, (y + box[4 * i + 1] + halfHeight) * stride)
      for (let p = 2 * POINTS * i; p < 2 * POINTS * (i + 1); p += 2)
        keypoints.push((x + point[p]) * stride, (y + point[p + 1]) * stride)
    }
  }
  return {
    boxes: Float32Array.from(boxes),
    keypoints: Float32Array.from(keypoints),
    scores: Float32Array.from(scores),
  }
}

function unit(value: number): number {
  return Math.min(Math.max(value, 0), 1)
}
