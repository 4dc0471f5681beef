import type { Graph } from '../../onnx/graph.ts'
import { concat, depthToSpace, pad, reshape, resizeBilinear } from '../arrange.ts'
import { permuted, whole } from '../dense.ts'
import { both, each, prelu, relu6 } from '../pointwise.ts'
import { known, type Value } from '../value.ts'
import { convolution, maxPool, type Window } from '../window.ts'
import type { Operator } from './model.ts'

type Options = Operator['options']
type Rule = (graph: Graph, inputs: readonly Value[], options: Options) => Value

/** What we can convert, by BuiltinOperator of schema.fbs; the numbers within are fields of that operator's options table. */
export const RULES: Readonly<Record<number, Rule>> = {
  /* ADD */ 0: (graph, [a, b], options) => activated(graph, both(graph, 'Add', a, b), options.int8(0)),
  /* CONCATENATION */ 2: (graph, inputs, options) =>
    activated(graph, concat(graph, inputs, options.int32(0)), options.int8(1)),
  /* CONV_2D, filters out × height × width × in */ 3: (graph, [input, filters, bias], options) => {
    const weights = permuted(known(filters, 'a filter'), [0, 3, 1, 2])
    const moved = window(options, options.int32(5, 1), options.int32(4, 1))
    return activated(graph, convolution(graph, input, weights, bias && known(bias, 'a bias'), moved), options.int8(3))
  },
  /* DEPTHWISE_CONV_2D, filters 1 × height × width × out */ 4: (graph, [input, filters, bias], options) => {
    const weights = permuted(known(filters, 'a filter'), [3, 0, 1, 2])
    const moved = window(options, options.int32(6, 1), options.int32(5, 1))
    return activated(graph, convolution(graph, input, weights, bias && known(bias, 'a bias'), moved), options.int8(4))
  },
  /* DEPTH_TO_SPACE */ 5: (graph, [input], options) => depthToSpace(graph, input, options.int32(0)),
  /* DEQUANTIZE: float16 weights are floats since they were read */ 6: (_, [input]) => {
    known(input, 'what is dequantised')
    return input
  },
  /* MAX_POOL_2D */ 17: (graph, [input], options) => {
    const size = [options.int32(4), options.int32(3)] as const
    return activated(graph, maxPool(graph, input, size, window(options, 1, 1)), options.int8(5))
  },
  /* RELU */ 19: (graph, [input]) => each(graph, 'Relu', input),
  /* RESHAPE, its sizes in a tensor or in the options */ 22: (graph, [input, sizes], options) =>
    reshape(graph, input, sizes ? whole(known(sizes, 'a size')) : options.int32s(0)),
  /* RESIZE_BILINEAR */ 23: (graph, [input, sizes], options) => {
    const corners = options.int8(2) ? 'align_corners' : options.int8(3) ? 'half_pixel' : 'asymmetric'
    return resizeBilinear(graph, input, whole(known(sizes, 'a size')), corners)
  },
  /* PAD */ 34: (_, [input, margins]) => pad(input, whole(known(margins, 'a margin')), 0),
  /* PRELU */ 54: (graph, [input, slope]) => prelu(graph, input, slope),
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
