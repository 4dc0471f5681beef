import type { Graph } from '../onnx/graph.ts'
import { FLOAT } from '../onnx/tensor.ts'
import { plain, planar, type Value } from './value.ts'

/** An output of the net under conversion. */
export interface Output extends Value {
  readonly name: string
}

/** What a net is given in its file besides itself. */
export interface Conversion {
  /** For messages and for the name inside the file. */
  readonly model: string
  /** Makes the input; gives back a float tensor of these sizes (batch, channels, height, width). Without it: float `image`. */
  readonly enter?: ((graph: Graph, dims: readonly number[]) => string) | undefined
  /** Makes the file's outputs out of the net's. Without it they stay as they are, floats by their own names. */
  readonly leave?: ((graph: Graph, outputs: readonly Output[]) => void) | undefined
}

/** A net's picture, whichever way round its source keeps it: three channels in the second place mean that it is in planes. */
export function enter(graph: Graph, dims: readonly number[], { enter }: Conversion): Value {
  const make = enter ?? ((_, sizes) => graph.input('image', FLOAT, sizes))
  if (dims.length !== 4) throw new Error(`the input is ${dims.join('×')}, not a picture`)
  if (dims[1] === 3) return { dims, plain: make(graph, dims) }
  return { dims, planes: make(graph, planar(dims)) }
}

export function leave(graph: Graph, outputs: readonly Output[], { leave }: Conversion): Uint8Array<ArrayBuffer> {
  if (leave) leave(graph, outputs)
  else for (const output of outputs) graph.output(output.name, plain(graph, output), FLOAT, output.dims)
  return graph.finish()
}

/** A rule that is only asked with so many inputs or more; damaged files have fewer. */
export function taking<O, R>(least: number, rule: (graph: Graph, inputs: readonly Value[], of: O) => R): typeof rule {
  return (graph, inputs, of) => {
    if (inputs.length < least) throw new Error(`an operator has ${inputs.length} inputs instead of ${least}`)
    return rule(graph, inputs, of)
  }
}
