import type { Graph } from '../onnx/graph.ts'
import { FLOAT } from '../onnx/tensor.ts'
import type { Output } from './conversion.ts'
import { bytesIn, type Scale } from './picture.ts'
import { tfliteToOnnx } from './tflite/convert.ts'
import { plain } from './value.ts'

/** What is put into a file around its net. */
export interface Around {
  /** The input is bytes as pictures lie in memory, not floats in planes that the caller has scaled. */
  readonly preprocess?: boolean
  /** The outputs are boxes and scores, not what the net's last layers say. */
  readonly decode?: boolean
}

const SCALE: Scale = { channels: 'rgb', mean: [127.5, 127.5, 127.5], deviation: [127.5, 127.5, 127.5] }

/** A centre, a size and six points, each an x and a y. */
const NUMBERS = 16

/** How many anchors lie in each cell of the grids of one net, by the number of anchors altogether. */
const GRIDS: Readonly<Record<number, readonly { stride: number; each: number }[]>> = {
  896: [
    { stride: 8, each: 2 },
    { stride: 16, each: 6 },
  ],
  2304: [{ stride: 4, each: 1 }],
}

/**
 * MediaPipe's face detectors (short range 128 × 128, full range 192 × 192), as their TFLite files have them, to ONNX.
 *
 *     image      uint8 [1, side, side, 3], RGB        without `preprocess`: float [1, 3, side, side], RGB, -1 … 1
 *     boxes      float [N, 4]: x1 y1 x2 y2, pixels of the input, one for each of the N anchors
 *     keypoints  float [N, 12]: x y of right eye, left eye, nose, mouth, right ear, left ear, pixels of the input
 *     scores     float [N], 0 … 1                     without `decode`: the net's own `regressors` and `classificators`
 *
 * The anchors are those of face_detection_*_range.pbtxt: centres of the cells, of size 1.
 * @throws Fault MODEL_UNCONVERTIBLE
 */
export function mediapipeToOnnx(tflite: Uint8Array, { preprocess = true, decode = true }: Around = {}): Uint8Array {
  return tfliteToOnnx(tflite, {
    model: 'mediapipe',
    enter: preprocess ? (graph, dims) => bytesIn(graph, dims, SCALE) : undefined,
    leave: decode ? decoded : undefined,
  })
}

function decoded(graph: Graph, outputs: readonly Output[]): void {
  const numbers = outputs.find(({ dims }) => dims[2] === NUMBERS)
  const logits = outputs.find(({ dims }) => dims[2] === 1)
  const anchors = numbers?.dims[1] ?? 0
  const grids = GRIDS[anchors]
  if (!numbers || !logits || !grids || logits.dims[1] !== anchors) throw new Error('it is not a face detector')

  const flat = graph.add('Reshape', [plain(graph, numbers), graph.whole([anchors, NUMBERS])])
  const centres = graph.constant({ dims: [anchors, NUMBERS], data: offsets(anchors, grids) })
  const corners = graph.constant({ dims: [NUMBERS, NUMBERS], data: fromCentre() })
  const pixels = graph.add('Gemm', [flat, corners, centres])
  const [boxes, keypoints] = graph.fan('Split', [pixels, graph.whole([4, NUMBERS - 4])], { axis: 1 }, 2)
  const scores = graph.add('Sigmoid', [graph.add('Reshape', [plain(graph, logits), graph.whole([anchors])])])
  graph.output('boxes', boxes, FLOAT, [anchors, 4])
  graph.output('keypoints', keypoints, FLOAT, [anchors, NUMBERS - 4])
  graph.output('scores', scores, FLOAT, [anchors])
}

/** Centre and size to two corners, points as they are; one column for each number that comes out. */
function fromCentre(): Float32Array {
  const matrix = new Float32Array(NUMBERS * NUMBERS)
  const set = (from: number, to: number, factor: number) => (matrix[from * NUMBERS + to] = factor)
  for (const axis of [0, 1]) {
    set(axis, axis, 1)
    set(axis, axis + 2, 1)
    set(axis + 2, axis, -0.5)
    set(axis + 2, axis + 2, 0.5)
  }
  for (let point = 4; point < NUMBERS; point++) set(point, point, 1)
  return matrix
}

/** The anchor's centre for every x and y. Grids come one after the other, each by rows. */
function offsets(anchors: number, grids: (typeof GRIDS)[number]): Float32Array {
  const side = grids[0].stride * Math.sqrt(anchors / perCell(grids))
  const out = new Float32Array(anchors * NUMBERS)
  let at = 0
  for (const { stride, each } of grids)
    for (let row = 0; row < side / stride; row++)
      for (let column = 0; column < side / stride; column++)
        for (let i = 0; i < each * NUMBERS; i++) out[at++] = ((i % 2 === 0 ? column : row) + 0.5) * stride
  return out
}

/** Anchors for each cell of the finest grid. */
function perCell(grids: (typeof GRIDS)[number]): number {
  return grids.reduce((sum, { stride, each }) => sum + each * (grids[0].stride / stride) ** 2, 0)
}
