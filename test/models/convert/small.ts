import type { Elements } from '../../../models/onnx/tensor.ts'
import { numbers } from './runtime.ts'

type Attribute = Record<string, unknown>
interface Node {
  name: string
  op: string
  input: string[]
  attr: Record<string, Attribute>
}

const text = (value: string) => Buffer.from(value).toString('base64')
const four = (size: number) => ({ list: { i: ['1', `${size}`, `${size}`, '1'] } })

/** A small graph model as TensorFlow.js would write it, built node by node on a picture. */
export class Small {
  readonly nodes: Node[]
  readonly weights: { name: string; shape: number[]; dtype: string; data: Elements }[] = []
  dims: number[]
  last = 'picture'

  constructor(dims: number[]) {
    this.dims = dims
    const dim = dims.map(size => ({ size: `${size}` }))
    this.nodes = [
      {
        name: 'picture',
        op: 'Placeholder',
        input: [],
        attr: { shape: { shape: { dim } }, dtype: { type: 'DT_FLOAT' } },
      },
    ]
  }

  /** A node that takes the last one first and becomes the last one. */
  add(op: string, more: string[], attr: Record<string, Attribute>, dims: number[]): this {
    const name = `${op}_${this.nodes.length}`
    this.nodes.push({ name, op, input: [this.last, ...more], attr })
    this.last = name
    this.dims = dims
    return this
  }

  constant(shape: number[], data: Elements): string {
    const name = `constant_${this.weights.length}`
    this.weights.push({ name, shape, dtype: data instanceof Float32Array ? 'float32' : 'int32', data })
    this.nodes.push({ name, op: 'Const', input: [], attr: { dtype: { type: 'DT_FLOAT' } } })
    return name
  }

  random(shape: number[], seed: number): string {
    return this.constant(
      shape,
      numbers(
        shape.reduce((a, b) => a * b, 1),
        seed,
      ),
    )
  }

  wholes(values: number[], shape = [values.length]): string {
    return this.constant(shape, Int32Array.from(values))
  }

  convolve(depthwise: boolean, size: number, channels: number, stride: number, same: boolean, joined: string[]): this {
    const [batch, height, width, inside] = this.dims
    const outside = depthwise ? inside * channels : channels
    const inputs = [this.random([size, size, inside, channels], size + channels)]
    if (joined.length > 0) inputs.push(this.random([outside], 5))
    if (joined[1] === 'Prelu') inputs.push(this.random([1, 1, outside], 7))
    const along = (length: number) => (same ? Math.ceil(length / stride) : Math.floor((length - size) / stride) + 1)
    const plain = depthwise ? 'DepthwiseConv2dNative' : 'Conv2D'
    const fused = depthwise ? 'FusedDepthwiseConv2dNative' : '_FusedConv2D'
    const attr = {
      strides: four(stride),
      padding: { s: text(same ? 'SAME' : 'VALID') },
      dilations: four(1),
      data_format: { s: text('NHWC') },
      ...(joined.length > 0
        ? { fused_ops: { list: { s: joined.map(text) } }, num_args: { i: `${inputs.length - 1}` } }
        : {}),
    }
    return this.add(joined.length > 0 ? fused : plain, inputs, attr, [batch, along(height), along(width), outside])
  }

  pool(size: number, stride: number, same: boolean): this {
    const [batch, height, width, channels] = this.dims
    const along = (length: number) => (same ? Math.ceil(length / stride) : Math.floor((length - size) / stride) + 1)
    const attr = { ksize: four(size), strides: four(stride), padding: { s: text(same ? 'SAME' : 'VALID') } }
    return this.add('MaxPool', [], attr, [batch, along(height), along(width), channels])
  }

  pad(margins: number[], value?: number): this {
    const inputs = [this.wholes(margins, [margins.length / 2, 2])]
    if (value !== undefined) inputs.push(this.constant([], Float32Array.of(value)))
    const dims = this.dims.map((size, axis) => margins[2 * axis] + size + margins[2 * axis + 1])
    return this.add(value === undefined ? 'Pad' : 'PadV2', inputs, {}, dims)
  }

  resize(height: number, width: number, corners: 'align_corners' | 'half_pixel_centers' | 'neither'): this {
    const attr = corners === 'neither' ? {} : { [corners]: { b: true } }
    return this.add('ResizeBilinear', [this.wholes([height, width])], attr, [this.dims[0], height, width, this.dims[3]])
  }

  transpose(order: number[]): this {
    return this.add(
      'Transpose',
      [this.wholes(order)],
      {},
      order.map(axis => this.dims[axis]),
    )
  }

  /** model.json and its one shard; the last node is the output `said`. */
  files(): { json: Uint8Array; weights: Uint8Array } {
    const described = this.weights.map(({ name, shape, dtype }) => ({ name, shape, dtype }))
    const model = {
      format: 'graph-model',
      modelTopology: {
        versions: { producer: 1 },
        node: [...this.nodes, { name: 'said', op: 'Identity', input: [this.last], attr: {} }],
      },
      signature: { outputs: { said: { name: 'said:0' } } },
      weightsManifest: [{ paths: ['small.bin'], weights: described }],
    }
    const parts = this.weights.map(({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    return { json: new TextEncoder().encode(JSON.stringify(model)), weights: Buffer.concat(parts) }
  }
}
