import { Message } from './wire.ts'

/** TensorProto.DataType of onnx.proto3. */
export const FLOAT = 1
export const UINT8 = 2
export const INT32 = 6
export const INT64 = 7
export type ElementType = typeof FLOAT | typeof UINT8 | typeof INT32 | typeof INT64

export type Elements = Float32Array | Uint8Array | Int32Array | BigInt64Array

/** A dense tensor, the last axis fastest. */
export interface Tensor {
  readonly dims: readonly number[]
  readonly data: Elements
}

export function elementType(data: Elements): ElementType {
  if (data instanceof Float32Array) return FLOAT
  if (data instanceof Uint8Array) return UINT8
  return data instanceof Int32Array ? INT32 : INT64
}

/** TensorProto with raw data, which ONNX wants in little-endian order: that of every machine that Node runs on. */
export function tensorProto(name: string, { dims, data }: Tensor): Message {
  const out = new Message()
  for (const size of dims) out.whole(1, size)
  return out
    .whole(2, elementType(data))
    .text(8, name)
    .bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
}
