import type { Graph } from '../../onnx/graph.ts'
import { concat, depthToSpace, pad, reshape, resizeBilinear, split, transpose } from '../arrange.ts'
import { count, floats, permuted, tensor, whole } from '../dense.ts'
import { both, each, prelu, relu6 } from '../pointwise.ts'
import { constant, known, type Value } from '../value.ts'
import { convolution, maxPool, type Window } from '../window.ts'
import type { Attributes } from './model.ts'
import { added, filled, packed, picked, wholes } from './sizes.ts'

type Rule = (graph: Graph, inputs: readonly Value[], attributes: Attributes) => Value | Value[]

/** What we can convert, by TensorFlow's name of the operator. */
export const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['Identity', (_, [input]) => input],
  ['Add', add],
  ['AddV2', add],
  ['BiasAdd', add],
  ['Sub', (graph, [a, b]) => both(graph, 'Sub', a, b)],
  ['Mul', (graph, [a, b]) => both(graph, 'Mul', a, b)],
  ['Relu', (graph, [input]) => each(graph, 'Relu', input)],
  ['Relu6', (graph, [input]) => relu6(graph, input)],
  ['Sigmoid', (graph, [input]) => each(graph, 'Sigmoid', input)],
  ['LeakyRelu', (graph, [input], of) => each(graph, 'LeakyRelu', input, { alpha: { float: of.float('alpha', 0.2) } })],
  ['Prelu', (graph, [input, slope]) => prelu(graph, input, slope)],
  ['Conv2D', (graph, inputs, of) => fused(graph, inputs, of, [3, 2, 0, 1])],
  ['_FusedConv2D', (graph, inputs, of) => fused(graph, inputs, of, [3, 2, 0, 1])],
  ['DepthwiseConv2dNative', (graph, inputs, of) => fused(graph, inputs, of, [2, 3, 0, 1])],
  ['FusedDepthwiseConv2dNative', (graph, inputs, of) => fused(graph, inputs, of, [2, 3, 0, 1])],
  ['MaxPool', (graph, [input], of) => maxPool(graph, input, pair(of.wholes('ksize')), window(of))],
  ['Reshape', (graph, [input, sizes]) => reshape(graph, input, numbers(sizes, 'a size'))],
  ['Transpose', (graph, [input, order]) => transpose(graph, input, numbers(order, 'an order of axes'))],
  ['ConcatV2', (graph, inputs) => concat(graph, inputs.slice(0, -1), number(inputs.at(-1), 'an axis'))],
  ['SplitV', (graph, [input, sizes, axis]) => split(graph, input, numbers(sizes, 'a size'), number(axis, 'an axis'))],
  ['Pad', (_, [input, margins]) => pad(input, numbers(margins, 'a margin'), 0)],
  [
    'PadV2',
    (_, [input, margins, value]) =>
      pad(input, numbers(margins, 'a margin'), floats(known(value, 'what is padded with'))[0]),
  ],
  ['DepthToSpace', (graph, [input], of) => depthToSpace(graph, input, of.whole('block_size'))],
  ['ResizeBilinear', resize],
  ['Shape', (_, [{ dims }]) => constant(wholes(dims))],
  ['StridedSlice', taken],
  ['Pack', (_, inputs) => constant(packed(inputs.map(input => known(input, 'what is packed'))))],
  [
    'SparseToDense',
    (_, [entries, sizes, , value]) =>
      constant(filled(known(entries, 'a place'), known(sizes, 'a size'), known(value, 'a filling'))),
  ],
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
  const depthwise = order[0] === 2
  const weights = depthwise ? perChannel(permutedFilters) : permutedFilters
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
