import { converted } from './convert/refusal.ts'
import { Message } from './onnx/wire.ts'

/** Field numbers of onnx.proto3 on the way from the model down to one size of one axis. */
const MODEL = { graph: 7 }
const GRAPH = { input: 11, output: 12, valueInfo: 13 }
const VALUE = { name: 1, type: 2 }
const TYPE = { tensor: 1 }
const TENSOR = { shape: 2 }
const SHAPE = { dim: 1 }
const DIM = { param: 2 }

/**
 * Frees the height and width of a fully convolutional ONNX graph that was exported at one size, so that each run may choose its
 * own. Only what the graph declares of its input (axes 2 and 3), its outputs (axis 1) and the tensors between is changed, no
 * node and no weight: the graph must hold no size of its own, as YuNet's does not (its reshapes say −1, its resizes say twice).
 * @throws Fault MODEL_UNCONVERTIBLE where the bytes are no such graph
 */
export function withFreeSize(model: string, onnx: Uint8Array): Uint8Array<ArrayBuffer> {
  return converted(model, () => {
    let inputs = 0
    const graph = (bytes: Uint8Array) =>
      rewritten(bytes, (field, value, out) => {
        if (field === GRAPH.valueInfo) return
        if (field === GRAPH.input)
          out.message(
            field,
            freed(
              value,
              new Map([
                [2, 'height'],
                [3, 'width'],
              ]),
            ),
          )
        else if (field === GRAPH.output) out.message(field, freed(value, new Map([[1, `${nameOf(value)} cells`]])))
        else out.bytes(field, value)
        if (field === GRAPH.input) inputs++
      })
    const out = rewritten(onnx, (field, value, out) =>
      field === MODEL.graph ? out.message(field, graph(value)) : out.bytes(field, value),
    )
    if (inputs !== 1) throw new Error(`it has ${inputs} inputs, expected 1`)
    return out.finish()
  })
}

function freed(valueInfo: Uint8Array, names: ReadonlyMap<number, string>): Message {
  let axis = 0
  const path = [VALUE.type, TYPE.tensor, TENSOR.shape, SHAPE.dim]
  const down = (bytes: Uint8Array, depth: number): Message =>
    rewritten(bytes, (field, value, out) => {
      if (field !== path[depth]) return out.bytes(field, value)
      const name = depth === path.length - 1 ? names.get(axis++) : undefined
      if (name !== undefined) return out.message(field, new Message().text(DIM.param, name))
      return depth === path.length - 1 ? out.bytes(field, value) : out.message(field, down(value, depth + 1))
    })
  return down(valueInfo, 0)
}

function nameOf(valueInfo: Uint8Array): string {
  let name = ''
  rewritten(valueInfo, (field, value) => {
    if (field === VALUE.name) name = new TextDecoder().decode(value)
  })
  return name
}

/** Copies a message field by field; those with bytes go through `change`, which writes what takes their place. */
function rewritten(bytes: Uint8Array, change: (field: number, value: Uint8Array, out: Message) => unknown): Message {
  const out = new Message()
  for (let at = 0; at < bytes.length; ) {
    const key = varint(bytes, at)
    const body = varint(bytes, key.end)
    const field = Number(key.value >> 3n)
    const wire = Number(key.value & 7n)
    if (wire === 0) out.whole(field, body.value)
    else if (wire !== 2) throw new Error(`field ${field} has the wire type ${wire}, expected 0 or 2`)
    at = body.end
    if (wire === 0) continue
    if (body.value > BigInt(bytes.length - at)) throw new Error(`field ${field} reaches beyond its message`)
    change(field, bytes.subarray(at, (at += Number(body.value))), out)
  }
  return out
}

function varint(bytes: Uint8Array, from: number): { value: bigint; end: number } {
  let value = 0n
  for (let at = from; at < bytes.length && at < from + 10; at++) {
    value |= BigInt(bytes[at] & 127) << BigInt(7 * (at - from))
    if (bytes[at] < 128) return { value, end: at + 1 }
  }
  throw new Error('a number has no end')
}
