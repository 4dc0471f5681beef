import { Graph } from '../../onnx/graph.ts'
import { type Conversion, enter, leave } from '../conversion.ts'
import { converted } from '../refusal.ts'
import { constant, type Value } from '../value.ts'
import { Attributes, type GraphModel, type Node, readModel } from './model.ts'
import { RULES } from './operators.ts'
import { readWeights } from './weights.ts'

export interface GraphConversion extends Conversion {
  /** Nodes whose values are the outputs (`name`, or `name:1` for a second one), instead of those of the model's signature. */
  readonly outputs?: readonly string[] | undefined
}

/**
 * A TensorFlow.js graph model of one picture, as an ONNX file of batch 1. `json` is its model.json, `weights` its shards joined in
 * the order of the manifest, quantised or not.
 * @throws Fault MODEL_UNCONVERTIBLE for an operator without a rule, and for damaged bytes.
 */
export function tfjsToOnnx(
  json: Uint8Array,
  weights: Uint8Array,
  conversion: GraphConversion,
): Uint8Array<ArrayBuffer> {
  return converted(conversion.model, () => {
    const model = readModel(json)
    const tensors = readWeights(model.weightsManifest, weights)
    const graph = new Graph(conversion.model)
    const values = new Map<string, Value>()
    let entered = false

    for (const node of inOrder(model, conversion.outputs ?? signed(model))) {
      const made = node.op === 'Placeholder' ? picture(node) : node.op === 'Const' ? stored(node) : worked(node)
      for (const [i, value] of [made].flat().entries()) values.set(i === 0 ? node.name : `${node.name}:${i}`, value)
    }
    const outputs = (conversion.outputs ?? signed(model)).map(name => ({ ...at(name), name: name.replace(/:0$/, '') }))
    return leave(graph, outputs, conversion)

    function picture(node: Node): Value {
      if (entered) throw new Error('it has more than one input')
      entered = true
      const dims = new Attributes(node).sizes('shape').map((size, axis) => (axis === 0 && size === -1 ? 1 : size))
      return enter(graph, dims, conversion)
    }

    function stored({ name }: Node): Value {
      const tensor = tensors.get(name)
      if (!tensor) throw new Error(`the weights ${name} are not there`)
      return constant(tensor)
    }

    function worked(node: Node): Value | Value[] {
      const rule = RULES.get(node.op)
      if (!rule) throw new Error(`there is no rule for the operator ${node.op}`)
      return rule(graph, node.input.filter(isData).map(at), new Attributes(node))
    }

    function at(name: string): Value {
      const value = values.get(name.replace(/:0$/, ''))
      if (value) return value
      throw new Error(`there is no value ${name}`)
    }
  })
}

/** What the outputs need, each node after those that it needs itself. */
function inOrder({ modelTopology }: GraphModel, outputs: readonly string[]): Set<Node> {
  const nodes = new Map(modelTopology.node.map(node => [node.name, node]))
  const ordered = new Set<Node>()
  const open = new Set<Node>()
  const stack = outputs.map(name => named(name))
  while (stack.length > 0) {
    const node = stack.at(-1)!
    const lacking = node.input
      .filter(isData)
      .map(named)
      .filter(source => !ordered.has(source))
    if (lacking.length === 0) {
      ordered.add(node)
      stack.pop()
      continue
    }
    if (open.has(node)) throw new Error(`the node ${node.name} waits for itself`)
    open.add(node)
    stack.push(...lacking)
  }
  return ordered

  function named(reference: string): Node {
    const node = nodes.get(reference.replace(/:\d+$/, ''))
    if (node) return node
    throw new Error(`there is no node ${reference}`)
  }
}

/** An input that begins with ^ orders work and carries nothing. */
function isData(input: string): boolean {
  return !input.startsWith('^')
}

function signed({ signature }: GraphModel): string[] {
  const names = Object.values(signature?.outputs ?? {}).map(({ name }) => name)
  if (names.length === 0) throw new Error('it does not name its outputs')
  return names
}
