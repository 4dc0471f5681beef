import type { Graph } from '../../onnx/graph.ts'
import { concat, depthToSpace, pad, reshape, resizeBilinear } from '../arrange.ts'
import { taking } from '../conversion.ts'
import { permuted, whole } from '../dense.ts'
import { both, each, prelu, relu6 } from '../pointwise.ts'
import { constant, known, type Value } from '../value.ts'
import { convolution, maxPool, type Window } from '../window.ts'
import type { Operator } from './model.ts'

type Options = Operator['options']
type Rule = (graph: Graph, inputs: readonly Value[], options: Options) => Value

/** What we can convert, by BuiltinOperator of schema.fbs. */
export const RULES: ReadonlyMap<number, Rule> = new Map<number, Rule>([
  [0, taking(2, add)],
  [2, taking(1, concatenation)],
  [3, taking(2, dense)],
  [4, taking(2, depthwise)],
  [5, taking(1, (graph, [input], options) => depthToSpace(graph, input, options.int32(0)))],
  [6, taking(1, dequantise)],
  [17, taking(1, pool)],
  [19, taking(1, (graph, [input]) => each(graph, 'Relu', input))],
  [22, taking(1, shape)],
  [23, taking(2, resize)],
  [34, taking(2, (_, [input, margins]) => pad(input, whole(known(margins, 'a margin')), 0))],
  [54, taking(2, (graph, [input, slope]) => prelu(graph, input, slope))],
])

// The numbers within are fields of the operator's table of options.

function add(graph: Graph, [a, b]: readonly Value[], options: Options): Value {
  return activated(graph, both(graph, 'Add', a, b), options.int8(0))
}

function concatenation(graph: Graph, inputs: readonly Value[], options: Options): Value {
  return activated(graph, concat(graph, inputs, options.int32(0)), options.int8(1))
}

/** Filters are out × height × width × in. */
function dense(graph: Graph, [input, filters, bias]: readonly Value[], options: Options): Value {
  const weights = permuted(known(filters, 'a filter'), [0, 3, 1, 2])
  const moved = window(options, options.int32(5, 1), options.int32(4, 1))
  return activated(graph, convolution(graph, input, weights, bias && known(bias, 'a bias'), moved), options.int8(3))
}

/** Filters are 1 × height × width × out. */
function depthwise(graph: Graph, [input, filters, bias]: readonly Value[], options: Options): Value {
  const weights = permuted(known(filters, 'a filter'), [3, 0, 1, 2])
  const moved = window(options, options.int32(6, 1), options.int32(5, 1))
  return activated(graph, convolution(graph, input, weights, bias && known(bias, 'a bias'), moved), options.int8(4))
}

/** Float16 weights are floats since they were read; nothing else is quantised. */
function dequantise(_: Graph, [input]: readonly Value[]): Value {
  return constant(known(input, 'what is dequantised'))
}

function pool(graph: Graph, [input]: readonly Value[], options: Options): Value {
  const size = [options.int32(4), options.int32(3)] as const
  return activated(graph, maxPool(graph, input, size, window(options, 1, 1)), options.int8(5))
}

/** The sizes are a tensor, or in the options. */
function shape(graph: Graph, [input, sizes]: readonly Value[], options: Options): Value {
  return reshape(graph, input, sizes ? whole(known(sizes, 'a size')) : options.int32s(0))
}

function resize(graph: Graph, [input, sizes]: readonly Value[], options: Options): Value {
  const corners = options.int8(2) ? 'align_corners' : options.int8(3) ? 'half_pixel' : 'asymmetric'
  return resizeBilinear(graph, input, whole(known(sizes, 'a size')), corners)
}

/** Convolutions and pools keep padding, stride along and stride down in their first three fields. */
function window(options: Options, down: number, across: number): Window {
  return {
    padding: options.int8(0) === 0 ? 'same' : 'valid',
    strides: [options.int32(2), options.int32(1)],
    dilations: [down, across],
  }
}

/** ActivationFunctionType of schema.fbs. */
function activated(graph: Graph, value: Value, kind: number): Value {
  if (kind === 0) return value
  if (kind === 1) return each(graph, 'Relu', value)
  if (kind === 3) return relu6(graph, value)
  throw new Error(`there is no rule for the activation ${kind}`)
}
