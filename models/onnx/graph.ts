import { type Attributes, attributeProto } from './attribute.ts'
import { type ElementType, type Tensor, tensorProto } from './tensor.ts'
import { Message } from './wire.ts'

/**
 * Not the newest: ONNX Runtime keeps pictures in blocks of channels from one convolution to the next, but not through the Resize
 * of opset 18: with that one, MediaPipe's full range takes some 10 % longer.
 */
const OPSET = 17
const IR_VERSION = 8

/** Sizes of the axes; a name stands for a size that each run may choose. */
export type Dims = readonly (number | string)[]

/**
 * An ONNX model in the making. Tensors are known by the name that {@link add} gives them; nodes must be added in the order in
 * which they can run, which comes by itself since a name exists only once its node does.
 */
export class Graph {
  readonly #body = new Message()
  readonly #constants = new Map<string, string>()
  #count = 0

  constructor(name: string) {
    this.#body.text(2, name)
  }

  input(name: string, type: ElementType, dims: Dims): string {
    this.#body.message(11, valueInfo(name, type, dims))
    return name
  }

  /** Gives `tensor` its public name. */
  output(name: string, tensor: string, type: ElementType, dims: Dims): void {
    this.#node('Identity', [tensor], {}, [name])
    this.#body.message(12, valueInfo(name, type, dims))
  }

  constant(tensor: Tensor): string {
    const name = this.#fresh('constant')
    this.#body.message(5, tensorProto(name, tensor))
    return name
  }

  /** A float constant of rank 0, kept once however often it is asked for. */
  scalar(value: number): string {
    return this.#once(`float ${value}`, { dims: [], data: Float32Array.of(value) })
  }

  /** An int64 constant of rank 1 (axes, sizes, pads), kept once. */
  whole(values: readonly number[]): string {
    return this.#once(`whole ${values}`, { dims: [values.length], data: BigInt64Array.from(values, BigInt) })
  }

  /** Adds a node of one output. An input left out in the middle is `''`. */
  add(operator: string, inputs: readonly string[], attributes: Attributes = {}): string {
    const out = this.#fresh(operator)
    this.#node(operator, inputs, attributes, [out])
    return out
  }

  /** Adds a node of several outputs. */
  fan(operator: string, inputs: readonly string[], attributes: Attributes, outputs: number): string[] {
    const out = Array.from({ length: outputs }, () => this.#fresh(operator))
    this.#node(operator, inputs, attributes, out)
    return out
  }

  /** The whole model as the bytes of an `.onnx` file. */
  finish(): Uint8Array<ArrayBuffer> {
    return new Message()
      .whole(1, IR_VERSION)
      .text(2, 'aisle')
      .message(7, this.#body)
      .message(8, new Message().whole(2, OPSET))
      .finish()
  }

  #node(operator: string, inputs: readonly string[], attributes: Attributes, outputs: readonly string[]): void {
    const node = new Message()
    for (const name of inputs) node.text(1, name)
    for (const name of outputs) node.text(2, name)
    node.text(3, `${outputs[0]} node`).text(4, operator)
    for (const [name, value] of Object.entries(attributes)) node.message(5, attributeProto(name, value))
    this.#body.message(1, node)
  }

  #once(key: string, tensor: Tensor): string {
    const known = this.#constants.get(key)
    if (known !== undefined) return known
    const made = this.constant(tensor)
    this.#constants.set(key, made)
    return made
  }

  #fresh(stem: string): string {
    return `${stem} ${this.#count++}`
  }
}

function valueInfo(name: string, type: ElementType, dims: Dims): Message {
  const shape = new Message()
  for (const size of dims)
    shape.message(1, typeof size === 'number' ? new Message().whole(1, size) : new Message().text(2, size))
  return new Message()
    .text(1, name)
    .message(2, new Message().message(1, new Message().whole(1, type).message(2, shape)))
}
