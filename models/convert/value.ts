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
  plain?: string
  planes?: string
}

export function constant(source: Tensor): Value {
  return { dims: source.dims, constant: source }
}

/** The sizes as the axes of the `planes` form. */
export function planar(dims: readonly number[]): number[] {
  return TO_PLANES.map(axis => dims[axis])
}

/** Whether work on it is best done in planes: nothing else is there yet. */
export function isPlanar(value: Value): boolean {
  return value.planes !== undefined && value.plain === undefined
}

export function plain(graph: Graph, value: Value): string {
  return (value.plain ??= value.constant
    ? graph.constant(wide(value.constant))
    : graph.add('Transpose', [value.planes!], { perm: FROM_PLANES }))
}

/** @throws Error if the value is not of rank 4. */
export function planes(graph: Graph, value: Value): string {
  if (value.dims.length !== 4) throw new Error(`a picture has ${value.dims.length} axes`)
  return (value.planes ??= value.constant
    ? graph.constant(permuted(value.constant, TO_PLANES))
    : graph.add('Transpose', [plain(graph, value)], { perm: TO_PLANES }))
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
