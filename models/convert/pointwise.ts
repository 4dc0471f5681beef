import type { Graph } from '../onnx/graph.ts'
import { count, floats, permuted, tensor } from './dense.ts'
import { constant, isPlanar, known, plain, planes, TO_PLANES, type Value } from './value.ts'

/** A function of each number alone: Relu, Sigmoid, LeakyRelu … by ONNX's name. */
export function each(graph: Graph, operator: string, input: Value, attributes = {}): Value {
  return onForm(graph, input, tensor => graph.add(operator, [tensor], attributes))
}

export function relu6(graph: Graph, input: Value): Value {
  return onForm(graph, input, tensor => graph.add('Clip', [tensor, graph.scalar(0), graph.scalar(6)]))
}

/** `a·x + (1 − a)·relu(x)`: ONNX Runtime's PRelu can be 17 times as slow. */
export function prelu(graph: Graph, input: Value, slope: Value): Value {
  const slopes = known(slope, 'a slope')
  const rest = { dims: slopes.dims, data: floats(slopes).map(a => 1 - a) }
  const negative = both(graph, 'Mul', input, slope)
  const positive = both(graph, 'Mul', each(graph, 'Relu', input), constant(rest))
  return both(graph, 'Add', negative, positive)
}

/** A function of two numbers (Add, Mul …), with the smaller tensor repeated as NumPy does. */
export function both(graph: Graph, operator: string, a: Value, b: Value): Value {
  const dims = broadcast(a.dims, b.dims)
  const inPlanes = dims.length === 4 && [a, b].some(isPlanar) && [a, b].every(value => canBePlanar(value))
  if (!inPlanes) return { dims, plain: graph.add(operator, [plain(graph, a), plain(graph, b)]) }
  return { dims, planes: graph.add(operator, [aligned(graph, a), aligned(graph, b)]) }
}

function onForm(graph: Graph, input: Value, apply: (tensor: string) => string): Value {
  if (isPlanar(input)) return { dims: input.dims, planes: apply(planes(graph, input)) }
  return { dims: input.dims, plain: apply(plain(graph, input)) }
}

function canBePlanar(value: Value): boolean {
  return value.constant ? value.constant.data instanceof Float32Array : value.dims.length === 4
}

/** A constant of fewer axes (a bias) is first given the leading ones that it stands for. */
function aligned(graph: Graph, value: Value): string {
  if (!value.constant || value.dims.length === 4) return planes(graph, value)
  const full = [...Array<number>(4 - value.dims.length).fill(1), ...value.dims]
  return graph.constant(permuted(tensor(full, value.constant.data), TO_PLANES))
}

function broadcast(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length)
  const dims = Array.from({ length: rank }, (_, i) => {
    const left = a[i - rank + a.length] ?? 1
    const right = b[i - rank + b.length] ?? 1
    if (left !== right && left !== 1 && right !== 1) throw new Error(`${a.join('×')} meets ${b.join('×')}`)
    return left === 1 ? right : left
  })
  count(dims)
  return dims
}
