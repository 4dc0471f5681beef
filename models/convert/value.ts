import type { Graph } from '../onnx/graph.ts'
import type { Tensor } from '../onnx/tensor.ts'
import { permuted, tensor } from './dense.ts'

/** Axis i of the right one is axis `[i]` of the left one. TensorFlow keeps channels last, ONNX's convolutions want them second. */
export const TO_PLANES = [0, 3, 1, 2]
export const FROM_PLANES = [0, 2, 3, 1]

/**
 * A tensor of the net under conversion. `dims` are the source's. It is known to the graph as the source has it (`plain`), or, if
 * of rank 4, with its last axis moved to the second place (`planes`), or both: transposes appear only where somebody asks for
 * the form that is not there, so that between two convolutions there is none.
 */
export interface Value {
  readonly dims: readonly number[]
  readonly constant?: Tensor
  /** It is another with a margin, which is not in the graph before somebody asks: a pool that comes next brings its own. */
  readonly border?: Border
  plain?: string
  planes?: string
}

/** `margins` holds what is added before and after each axis, in turn. */
export interface Border {
  readonly inner: Value
  readonly margins: readonly number[]
  readonly value: number
}

export function constant(source: Tensor): Value {
  return { dims: source.dims, constant: source }
}

/** The sizes as the axes of the `planes` form. */
export function planar(dims: readonly number[]): number[] {
  return TO_PLANES.map(axis => dims[axis])
}

/** Whether work on it is best done in planes: nothing else is there yet. */
export function isPlanar({ plain, planes, border }: Value): boolean {
  return plain === undefined && (planes !== undefined || (border !== undefined && isPlanar(border.inner)))
}

export function plain(graph: Graph, value: Value): string {
  if (value.plain !== undefined) return value.plain
  if (value.constant) return (value.plain = graph.constant(wide(value.constant)))
  if (isPlanar(value)) return (value.plain = graph.add('Transpose', [planes(graph, value)], { perm: FROM_PLANES }))
  const { inner, margins, value: filling } = value.border!
  return (value.plain = padded(graph, plain(graph, inner), margins, filling))
}

/** @throws Error if the value is not of rank 4. */
export function planes(graph: Graph, value: Value): string {
  if (value.planes !== undefined) return value.planes
  if (value.dims.length !== 4) throw new Error(`a picture has ${value.dims.length} axes`)
  if (value.constant) return (value.planes = graph.constant(permuted(value.constant, TO_PLANES)))
  if (!isPlanar(value)) return (value.planes = graph.add('Transpose', [plain(graph, value)], { perm: TO_PLANES }))
  const { inner, margins, value: filling } = value.border!
  const turned = TO_PLANES.flatMap(axis => margins.slice(2 * axis, 2 * axis + 2))
  return (value.planes = padded(graph, planes(graph, inner), turned, filling))
}

function padded(graph: Graph, tensor: string, margins: readonly number[], value: number): string {
  const pads = [...margins.filter((_, i) => i % 2 === 0), ...margins.filter((_, i) => i % 2 === 1)]
  return graph.add('Pad', [tensor, graph.whole(pads), graph.scalar(value)])
}

/** The constant behind a value. @throws Error where the net computes it. */
export function known(value: Value | undefined, what: string): Tensor {
  if (value?.constant) return value.constant
  throw new Error(`${what} is not a constant`)
}

/** ONNX counts in int64 where TensorFlow does in int32. */
function wide({ dims, data }: Tensor): Tensor {
  return data instanceof Float32Array ? { dims, data } : tensor(dims, BigInt64Array.from(Array.from(data, BigInt)))
}
