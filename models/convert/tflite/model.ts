import type { Tensor } from '../../onnx/tensor.ts'
import { fromHalves, settled, tensor } from '../dense.ts'
import { Table } from './flatbuffer.ts'

/** One operator at work. `inputs` and `outputs` count in {@link Model.tensors}; -1 is an input left out. */
export interface Operator {
  readonly code: number
  readonly inputs: readonly number[]
  readonly outputs: readonly number[]
  /** A table whose fields depend on the code; empty where the file gives none. */
  readonly options: Pick<Table, 'int8' | 'int32' | 'int32s'>
}

export interface Slot {
  readonly name: string
  readonly dims: readonly number[]
  /** Weights, or sizes and the like, as floats or int32. */
  readonly constant?: Tensor
}

export interface Model {
  readonly tensors: readonly Slot[]
  readonly inputs: readonly number[]
  readonly outputs: readonly number[]
  readonly operators: readonly Operator[]
}

const FLOAT32 = 0
const FLOAT16 = 1
const INT32 = 2

/**
 * Reads a TFLite file: the first graph of it, fields numbered as in TensorFlow's schema.fbs, which is what all converters of
 * single nets write.
 * @throws Error, RangeError for what is not such a file.
 */
export function readModel(bytes: Uint8Array): Model {
  if (new TextDecoder().decode(bytes.subarray(4, 8)) !== 'TFL3') throw new Error('it is not a TFLite file')
  const model = Table.root(bytes)
  const buffers = model.tables(4)
  const codes = model.tables(1).map(code => Math.max(code.int8(0), code.int32(3)))
  const [graph] = model.tables(2)
  if (!graph) throw new Error('there is no graph in it')

  // Weights cannot take more room than the file, unless a damaged one names the same bytes again and again.
  let room = bytes.length
  const tensors = graph.tables(0).map((slot): Slot => {
    const raw = buffers[slot.int32(2)]?.bytes(0) ?? new Uint8Array()
    const [name, dims] = [slot.text(3), slot.int32s(0)]
    if (raw.length === 0) return { name, dims }
    if (slot.table(6)) throw new Error(`the weights ${name} are sparse`)
    if ((room -= raw.length) < 0) throw new Error('its weights overlap')
    return { name, dims, constant: tensor(dims, elements(raw, slot.int8(1), name)) }
  })
  const operators = graph.tables(3).map(operator => ({
    code: codes[operator.int32(0)],
    inputs: operator.int32s(1),
    outputs: operator.int32s(2),
    options: operator.table(4) ?? ABSENT,
  }))
  return { tensors, operators, inputs: graph.int32s(1), outputs: graph.int32s(2) }
}

const ABSENT: Operator['options'] = {
  int8: (_, absent = 0) => absent,
  int32: (_, absent = 0) => absent,
  int32s: () => [],
}

function elements(raw: Uint8Array, type: number, name: string): Float32Array | Int32Array {
  const aligned = raw.slice().buffer
  if (type === FLOAT32) return settled(new Float32Array(aligned))
  if (type === FLOAT16) return settled(fromHalves(new Uint16Array(aligned)))
  if (type === INT32) return new Int32Array(aligned)
  throw new Error(`the tensor ${name} is of type ${type}`)
}
