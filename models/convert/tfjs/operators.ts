import type { Graph } from '../../onnx/graph.ts'
import { concat, depthToSpace, pad, reshape, resizeBilinear, split, transpose } from '../arrange.ts'
import { taking } from '../conversion.ts'
import { count, floats, permuted, tensor, whole } from '../dense.ts'
import { both, each, prelu, relu6 } from '../pointwise.ts'
import { constant, known, type Value } from '../value.ts'
import { convolution, maxPool, type Window } from '../window.ts'
import type { Attributes } from './model.ts'
import { added, filled, packed, picked, wholes } from './sizes.ts'

/** From height × width × in × out, and from height × width × channels × multiplier, to ONNX's order. */
const DENSE = [3, 2, 0, 1]
const DEPTHWISE = [2, 3, 0, 1]

type Rule = (graph: Graph, inputs: readonly Value[], attributes: Attributes) => Value | Value[]

/** What we can convert, by TensorFlow's name of the operator. */
export const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['Identity', taking(1, (_, [input]) => input)],
  ['Add', taking(2, add)],
  ['AddV2', taking(2, add)],
  ['BiasAdd', taking(2, add)],
  ['Sub', taking(2, (graph, [a, b]) => both(graph, 'Sub', a, b))],
  ['Mul', taking(2, (graph, [a, b]) => both(graph, 'Mul', a, b))],
  ['Relu', taking(1, (graph, [input]) => each(graph, 'Relu', input))],
  ['Relu6', taking(1, (graph, [input]) => relu6(graph, input))],
  ['Sigmoid', taking(1, (graph, [input]) => each(graph, 'Sigmoid', input))],
  ['LeakyRelu', taking(1, leak)],
  ['Prelu', taking(2, (graph, [input, slope]) => prelu(graph, input, slope))],
  ['Conv2D', taking(2, (graph, inputs, of) => fused(graph, inputs, of, DENSE))],
  ['_FusedConv2D', taking(2, (graph, inputs, of) => fused(graph, inputs, of, DENSE))],
  ['DepthwiseConv2dNative', taking(2, (graph, inputs, of) => fused(graph, inputs, of, DEPTHWISE))],
  ['FusedDepthwiseConv2dNative', taking(2, (graph, inputs, of) => fused(graph, inputs, of, DEPTHWISE))],
  ['MaxPool', taking(1, (graph, [input], of) => maxPool(graph, input, pair(of.wholes('ksize')), window(of)))],
  ['Reshape', taking(2, (graph, [input, sizes]) => reshape(graph, input, numbers(sizes, 'a size')))],
  ['Transpose', taking(2, (graph, [input, order]) => transpose(graph, input, numbers(order, 'an order of axes')))],
  ['ConcatV2', taking(2, (graph, inputs) => concat(graph, inputs.slice(0, -1), number(inputs.at(-1), 'an axis')))],
  ['SplitV', taking(3, parted)],
  ['Pad', taking(2, (_, [input, margins]) => pad(input, numbers(margins, 'a margin'), 0))],
  ['PadV2', taking(3, walled)],
  ['DepthToSpace', taking(1, (graph, [input], of) => depthToSpace(graph, input, of.whole('block_size')))],
  ['ResizeBilinear', taking(2, resize)],
  ['Shape', taking(1, (_, [{ dims }]) => constant(wholes(dims)))],
  ['StridedSlice', taking(2, taken)],
  ['Pack', taking(1, (_, inputs) => constant(packed(inputs.map(input => known(input, 'what is packed')))))],
  ['SparseToDense', taking(4, sparse)],
])

function add(graph: Graph, [a, b]: readonly Value[]): Value {
  if (a.constant && b.constant) return constant(added(a.constant, b.constant))
  return both(graph, 'Add', a, b)
}

/** A convolution with what TensorFlow.js has joined to it: BiasAdd, then perhaps an activation with an input of its own. */
function fused(graph: Graph, inputs: readonly Value[], of: Attributes, order: readonly number[]): Value {
  const [input, filters, ...rest] = inputs
  const [joined, activation] = of.texts('fused_ops')
  if (joined !== undefined && joined !== 'BiasAdd') throw new Error(`there is no rule for a joined ${joined}`)
  const permutedFilters = permuted(known(filters, 'a filter'), order)
  const weights = order === DEPTHWISE ? perChannel(permutedFilters) : permutedFilters
  const bias = joined ? known(rest.shift(), 'a bias') : undefined
  const value = convolution(graph, input, weights, bias, window(of))
  if (activation === undefined) return value
  if (activation === 'Relu') return each(graph, 'Relu', value)
  if (activation === 'Relu6') return relu6(graph, value)
  if (activation === 'Prelu' && rest[0]) return prelu(graph, value, rest[0])
  throw new Error(`there is no rule for a joined ${activation}`)
}

/** Channels × multiplier × height × width become (channels · multiplier) × 1 × height × width. */
function perChannel({ dims: [channels, multiplier, height, width], data }: { dims: number[]; data: Float32Array }) {
  return tensor([channels * multiplier, 1, height, width], data)
}

function window(of: Attributes): Window {
  const format = of.text('data_format') || 'NHWC'
  const padding = of.text('padding')
  if (format !== 'NHWC') throw new Error(`there is no rule for pictures in ${format}`)
  if (padding !== 'SAME' && padding !== 'VALID') throw new Error(`there is no rule for the padding ${padding}`)
  const dilations = of.wholes('dilations')
  return {
    padding: padding === 'SAME' ? 'same' : 'valid',
    strides: pair(of.wholes('strides')),
    dilations: dilations.length === 0 ? [1, 1] : pair(dilations),
  }
}

/** Height and width out of four numbers of which the others concern batch and channels. */
function pair([batch, height, width, channels]: readonly number[]): readonly [number, number] {
  if (batch !== 1 || channels !== 1) throw new Error('a window moves along the batch or the channels')
  return [height, width]
}

function resize(graph: Graph, [input, sizes]: readonly Value[], of: Attributes): Value {
  const corners = of.flag('align_corners')
    ? 'align_corners'
    : of.flag('half_pixel_centers')
      ? 'half_pixel'
      : 'asymmetric'
  return resizeBilinear(graph, input, numbers(sizes, 'a size'), corners)
}

function leak(graph: Graph, [input]: readonly Value[], of: Attributes): Value {
  return each(graph, 'LeakyRelu', input, { alpha: { float: of.float('alpha', 0.2) } })
}

function parted(graph: Graph, [input, sizes, axis]: readonly Value[]): Value[] {
  return split(graph, input, numbers(sizes, 'a size'), number(axis, 'an axis'))
}

function walled(_: Graph, [input, margins, filling]: readonly Value[]): Value {
  const [value] = floats(known(filling, 'what is padded with'))
  if (value === undefined) throw new Error('nothing is padded with')
  return pad(input, numbers(margins, 'a margin'), value)
}

function sparse(_: Graph, [entries, sizes, , filling]: readonly Value[]): Value {
  return constant(filled(known(entries, 'a place'), known(sizes, 'a size'), known(filling, 'a filling')))
}

/** Only the slice that takes one number out of a list of sizes. */
function taken(_: Graph, [list, begin]: readonly Value[], of: Attributes): Value {
  const others = ['begin_mask', 'end_mask', 'ellipsis_mask', 'new_axis_mask']
  if (of.whole('shrink_axis_mask') !== 1 || others.some(mask => of.whole(mask) !== 0))
    throw new Error('there is no rule for this slice')
  return constant(picked(known(list, 'what is sliced'), known(begin, 'a begin')))
}

function numbers(value: Value | undefined, what: string): number[] {
  return whole(known(value, what))
}

function number(value: Value | undefined, what: string): number {
  const source = known(value, what)
  if (count(source.dims) !== 1) throw new Error(`${what} is not one number`)
  return whole(source)[0]
}
