import type { Graph } from '../onnx/graph.ts'
import type { Tensor } from '../onnx/tensor.ts'
import { count, tensor } from './dense.ts'
import { planes, type Value } from './value.ts'

/** How a window moves over a picture; each pair is height, width. */
export interface Window {
  readonly strides: readonly [number, number]
  readonly dilations: readonly [number, number]
  /** TensorFlow's two ways to treat the border: as much zero as keeps the size, the odd one at the end; or none. */
  readonly padding: 'same' | 'valid'
}

/**
 * A convolution of any grouping. The weights are as ONNX has them: channels out × channels in of a group × height × width; a
 * depthwise one has one channel in a group. The bias is one number a channel out.
 */
export function convolution(
  graph: Graph,
  input: Value,
  weights: Tensor,
  bias: Tensor | undefined,
  window: Window,
): Value {
  const [outside, inside, kernelHeight, kernelWidth] = picture(weights.dims)
  const size = [kernelHeight, kernelWidth] as const
  const { pads, height, width } = placed(input, size, window)
  const group = input.dims[3] / inside
  if (!Number.isInteger(group) || outside % group !== 0)
    throw new Error(`filters ${weights.dims.join('×')} meet ${input.dims[3]} channels`)
  const inputs = [planes(graph, input), graph.constant(weights)]
  if (bias) inputs.push(graph.constant(tensor([outside], bias.data)))
  const { strides, dilations } = window
  const attributes = { kernel_shape: size, strides, dilations, pads, group }
  return { dims: [input.dims[0], height, width, outside], planes: graph.add('Conv', inputs, attributes) }
}

/**
 * A margin of minus infinity is worked into the pool, whose own padding means the same. ONNX Runtime (1.30, PadFusion) does that
 * with a margin of zero too, and is wrong where all numbers in the window are negative: such a net is refused.
 */
export function maxPool(graph: Graph, input: Value, size: readonly [number, number], window: Window): Value {
  const { pads, height, width } = placed(input, size, window)
  const { inner, around } = walled(input, size)
  if (inner.border?.value === 0 && inner.border.margins.slice(2, 6).some(margin => margin > 0))
    throw new Error('there is no rule for a pool over a margin of zero')
  const all = pads.map((pad, i) => pad + around[i])
  const attributes = { kernel_shape: size, strides: window.strides, pads: all }
  const dims = [input.dims[0], height, width, input.dims[3]]
  return { dims, planes: graph.add('MaxPool', [planes(graph, inner)], attributes) }
}

/** The picture within a margin of minus infinity, and the margin as top, left, bottom, right. */
function walled(input: Value, size: readonly [number, number]): { inner: Value; around: readonly number[] } {
  const { border } = input
  const [before, after, top, bottom, left, right, first, last] = border?.margins ?? []
  const around = [top, left, bottom, right]
  const alone = !(before || after || first || last) && around.every((margin, i) => margin < size[i % 2])
  if (border?.value === Number.NEGATIVE_INFINITY && alone) return { inner: border.inner, around }
  return { inner: input, around: [0, 0, 0, 0] }
}

/** Where the window stops, and with how much padding: ONNX's top, left, bottom, right. */
function placed(input: Value, size: readonly [number, number], { strides, dilations, padding }: Window) {
  const [, height, width] = picture(input.dims)
  const rows = along(height, size[0], strides[0], dilations[0], padding)
  const columns = along(width, size[1], strides[1], dilations[1], padding)
  return {
    height: rows.steps,
    width: columns.steps,
    pads: [rows.before, columns.before, rows.after, columns.after],
  }
}

function along(length: number, size: number, stride: number, dilation: number, padding: Window['padding']) {
  if ([size, stride, dilation].some(each => !Number.isInteger(each) || each < 1))
    throw new Error(`a window of ${size} moves by ${stride} with gaps of ${dilation}`)
  const reach = (size - 1) * dilation + 1
  const steps = padding === 'same' ? Math.ceil(length / stride) : Math.floor((length - reach) / stride) + 1
  if (steps < 1) throw new Error(`a window of ${reach} does not fit into ${length}`)
  const lack = padding === 'same' ? Math.max(0, (steps - 1) * stride + reach - length) : 0
  const before = Math.floor(lack / 2)
  return { steps, before, after: lack - before }
}

function picture(dims: readonly number[]): readonly [number, number, number, number] {
  const [a, b, c, d] = dims
  if (dims.length !== 4 || count(dims) === 0) throw new Error(`${dims.join('×')} does not have four axes`)
  return [a, b, c, d]
}
