import { z } from 'zod'
import { Graph } from '../onnx/graph.ts'
import { FLOAT, type Tensor, UINT8 } from '../onnx/tensor.ts'
import { floats, permuted } from './dense.ts'
import { converted } from './refusal.ts'
import { Manifest, readWeights } from './tfjs/weights.ts'

const SIDE = 150
const NUMBERS = 128
const MEAN_RGB = [122.782, 117.001, 104.298]

/** dlib divides by 256 (input_rgb_image.h), which its weights were trained with; face-api by 255. */
const DIVISOR = 256

/** Blocks after the first pooling; one that ends in `down` halves the picture and may have more channels than it is given. */
const BLOCKS = [
  ...['conv32_1', 'conv32_2', 'conv32_3'],
  ...['conv64_down', 'conv64_1', 'conv64_2', 'conv64_3'],
  ...['conv128_down', 'conv128_1', 'conv128_2'],
  ...['conv256_down', 'conv256_1', 'conv256_2', 'conv256_down_out'],
]

export interface Embedding {
  /** The input is bytes as pictures lie in memory, not floats in planes; both 0 … 255. */
  readonly preprocess?: boolean
  readonly divisor?: number
}

/** A picture on its way: height and width are alike. */
interface Stage {
  readonly tensor: string
  readonly side: number
  readonly channels: number
}

/**
 * dlib's face recognition network (dlib_face_recognition_resnet_model_v1) out of the weights of face-api, to ONNX.
 *
 *     image      uint8 [faces, 150, 150, 3], RGB       without `preprocess`: float [faces, 3, 150, 150], RGB, 0 … 255
 *     embedding  float [faces, 128]; two of one person are nearer than about 0.6 (Euclidean)
 *
 * The architecture is `anet_type` of dlib's dnn_face_recognition_ex.cpp. What scales and shifts its channels, first the picture,
 * then after each convolution, is folded into the weights. `manifest` is JSON as TensorFlow.js writes it, `weights` its shards joined.
 * @throws Fault MODEL_UNCONVERTIBLE
 */
export function dlibToOnnx(
  manifest: Uint8Array,
  weights: Uint8Array,
  { preprocess = true, divisor = DIVISOR }: Embedding = {},
): Uint8Array<ArrayBuffer> {
  return converted('dlib', () => {
    const graph = new Graph('dlib')
    const tensors = readWeights(readManifest(manifest), weights)
    const first = { tensor: enter(graph, preprocess), side: SIDE, channels: 3 }
    let stage = convolved(graph, first, withoutMean(folded(tensors, 'conv32_down'), divisor), 2, 0)
    stage = pooled(graph, relu(graph, stage), 'MaxPool', 3)
    for (const name of BLOCKS) stage = block(graph, stage, tensors, name)

    const average = graph.add('Flatten', [graph.add('GlobalAveragePool', [stage.tensor])])
    const last = graph.constant(required(tensors, 'fc', [stage.channels, NUMBERS]))
    graph.output('embedding', graph.add('MatMul', [average, last]), FLOAT, ['faces', NUMBERS])
    return graph.finish()
  })
}

function enter(graph: Graph, preprocess: boolean): string {
  if (!preprocess) return graph.input('image', FLOAT, ['faces', 3, SIDE, SIDE])
  const bytes = graph.input('image', UINT8, ['faces', SIDE, SIDE, 3])
  return graph.add('Cast', [graph.add('Transpose', [bytes], { perm: [0, 3, 1, 2] })], { to: FLOAT })
}

/** Two convolutions beside a short cut. Where they come out smaller, or have more channels, the rest is taken as zero. */
function block(graph: Graph, input: Stage, tensors: Tensors, name: string): Stage {
  const down = name.includes('down')
  const inner = convolved(graph, input, folded(tensors, `${name}/conv1`), down ? 2 : 1, down ? 0 : 1)
  const outer = convolved(graph, relu(graph, inner), folded(tensors, `${name}/conv2`), 1, 1)
  const cut = down ? pooled(graph, input, 'AveragePool', 2) : input
  const side = Math.max(outer.side, cut.side)
  const channels = Math.max(outer.channels, cut.channels)
  const [a, b] = [outer, cut].map(part => grown(graph, part, side, channels))
  return relu(graph, { tensor: graph.add('Add', [a, b]), side, channels })
}

function grown(graph: Graph, { tensor, side, channels }: Stage, toSide: number, toChannels: number): string {
  if (side === toSide && channels === toChannels) return tensor
  return graph.add('Pad', [tensor, graph.whole([0, 0, 0, 0, 0, toChannels - channels, toSide - side, toSide - side])])
}

function relu(graph: Graph, stage: Stage): Stage {
  return { ...stage, tensor: graph.add('Relu', [stage.tensor]) }
}

function pooled(graph: Graph, { tensor, side, channels }: Stage, operator: string, size: number): Stage {
  const pooled = graph.add(operator, [tensor], { kernel_shape: [size, size], strides: [2, 2] })
  return { tensor: pooled, side: Math.floor((side - size) / 2) + 1, channels }
}

function convolved(
  graph: Graph,
  { tensor, side, channels }: Stage,
  filters: Filters,
  stride: number,
  pad: number,
): Stage {
  const [outside, inside, size] = filters.dims
  if (inside !== channels) throw new Error(`filters for ${inside} channels meet ${channels}`)
  const inputs = [tensor, graph.constant(filters), graph.constant({ dims: [outside], data: filters.bias })]
  const attributes = { kernel_shape: [size, size], strides: [stride, stride], pads: [pad, pad, pad, pad] }
  return {
    tensor: graph.add('Conv', inputs, attributes),
    side: Math.floor((side + 2 * pad - size) / stride) + 1,
    channels: outside,
  }
}

type Tensors = ReadonlyMap<string, Tensor>
interface Filters {
  readonly dims: readonly number[]
  readonly data: Float32Array
  readonly bias: Float32Array
}

/** The filters of a convolution, out × in × height × width, with the scale and shift that follow it worked in. */
function folded(tensors: Tensors, name: string): Filters {
  const { dims, data } = permuted(required(tensors, `${name}/conv/filters`), [3, 2, 0, 1])
  const [outside] = dims
  const bias = floats(required(tensors, `${name}/conv/bias`, [outside]))
  const scale = floats(required(tensors, `${name}/scale/weights`, [outside]))
  const shift = floats(required(tensors, `${name}/scale/biases`, [outside]))
  const each = data.length / outside
  return {
    dims,
    data: data.map((weight, i) => weight * scale[Math.floor(i / each)]),
    bias: bias.map((value, i) => value * scale[i] + shift[i]),
  }
}

/** Filters that see `x` as they did `(x − mean) / divisor`. Right only where nothing is padded, as in the first convolution. */
function withoutMean({ dims, data, bias }: Filters, divisor: number): Filters {
  const [, inside, height, width] = dims
  const each = inside * height * width
  const shifted = bias.map((value, out) => {
    let sum = 0
    for (let i = 0; i < each; i++) sum += data[out * each + i] * MEAN_RGB[Math.floor(i / (height * width))]
    return value - sum / divisor
  })
  return { dims, data: data.map(weight => weight / divisor), bias: shifted }
}

function required(tensors: Tensors, name: string, dims?: readonly number[]): Tensor {
  const tensor = tensors.get(name)
  if (!tensor) throw new Error(`the weights ${name} are not there`)
  if (dims && `${tensor.dims}` !== `${dims}`) throw new Error(`the weights ${name} are ${tensor.dims.join('×')}`)
  return tensor
}

function readManifest(json: Uint8Array): Manifest {
  const read = Manifest.safeParse(JSON.parse(new TextDecoder().decode(json)))
  if (read.success) return read.data
  throw new Error(z.prettifyError(read.error).split('\n', 2).join(' '), { cause: read.error })
}
