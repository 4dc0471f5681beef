import type { Graph } from '../onnx/graph.ts'
import { count } from './dense.ts'
import { FROM_PLANES, isPlanar, plain, planar, planes, TO_PLANES, type Value } from './value.ts'

/** One size may be -1: whatever is left. */
export function reshape(graph: Graph, input: Value, sizes: readonly number[]): Value {
  const all = count(input.dims)
  const given = count(sizes.filter(size => size !== -1))
  const dims = sizes.map(size => (size === -1 ? all / given : size))
  if (count(dims) !== all) throw new Error(`${input.dims.join('×')} cannot become ${sizes.join('×')}`)
  return { dims, plain: graph.add('Reshape', [plain(graph, input), graph.whole(dims)]) }
}

/** Moving the channels to the second place or back costs nothing here: it is the other form of the same tensor. */
export function transpose(graph: Graph, input: Value, order: readonly number[]): Value {
  if (order.length !== input.dims.length || [...order].sort().some((axis, i) => axis !== i))
    throw new Error(`axes ${order} of a tensor of rank ${input.dims.length}`)
  const dims = order.map(axis => input.dims[axis])
  if (input.border) {
    const { inner, margins, value } = input.border
    const turned = order.flatMap(axis => margins.slice(2 * axis, 2 * axis + 2))
    return { dims, border: { inner: transpose(graph, inner, order), margins: turned, value } }
  }
  if (`${order}` === `${TO_PLANES}`) return { dims, plain: planes(graph, input) }
  if (`${order}` === `${FROM_PLANES}`) return { dims, planes: plain(graph, input) }
  return { dims, plain: graph.add('Transpose', [plain(graph, input)], { perm: order }) }
}

/** `margins` holds what is added before and after each axis, in turn. */
export function pad(input: Value, margins: readonly number[], value: number): Value {
  const rank = input.dims.length
  if (margins.length !== 2 * rank || margins.some(margin => !Number.isInteger(margin) || margin < 0))
    throw new Error(`margins ${margins} around a tensor of rank ${rank}`)
  const dims = input.dims.map((size, axis) => margins[2 * axis] + size + margins[2 * axis + 1])
  count(dims)
  return { dims, border: { inner: input, margins, value } }
}

export function concat(graph: Graph, inputs: readonly Value[], axis: number): Value {
  const [first] = inputs
  if (!first) throw new Error('nothing is put together')
  const at = within(axis, first.dims.length)
  const alike = (one: Value) =>
    one.dims.length === first.dims.length && one.dims.every((size, i) => i === at || size === first.dims[i])
  if (!inputs.every(alike)) throw new Error('tensors of different sizes are put together')
  const length = sum(inputs.map(({ dims }) => dims[at]))
  const dims = first.dims.with(at, length)
  count(dims)
  const inPlanes = inputs.some(isPlanar)
  const form = inPlanes ? planes : plain
  const parts = inputs.map(input => form(graph, input))
  const joined = graph.add('Concat', parts, { axis: inPlanes ? TO_PLANES.indexOf(at) : at })
  return inPlanes ? { dims, planes: joined } : { dims, plain: joined }
}

export function split(graph: Graph, input: Value, sizes: readonly number[], axis: number): Value[] {
  const at = within(axis, input.dims.length)
  if (sizes.some(size => !Number.isInteger(size) || size < 1) || sum(sizes) !== input.dims[at])
    throw new Error(`${input.dims[at]} cannot be split into ${sizes}`)
  const inPlanes = isPlanar(input)
  const source = inPlanes ? planes(graph, input) : plain(graph, input)
  const along = inPlanes ? TO_PLANES.indexOf(at) : at
  const parts = graph.fan('Split', [source, graph.whole(sizes)], { axis: along }, sizes.length)
  return parts.map((part, i) => {
    const dims = input.dims.with(at, sizes[i])
    return inPlanes ? { dims, planes: part } : { dims, plain: part }
  })
}

/** Depth to space, depth first; `block` is the side of the square that each pixel becomes. */
export function depthToSpace(graph: Graph, input: Value, block: number): Value {
  const [batch, height, width, depth] = input.dims
  const dims = [batch, height * block, width * block, depth / block ** 2]
  if (block < 1 || count(dims) !== count(input.dims)) throw new Error(`depth ${depth} becomes squares of ${block}`)
  return { dims, planes: graph.add('DepthToSpace', [planes(graph, input)], { blocksize: block, mode: 'DCR' }) }
}

/** What the corners of a picture mean while it is resized, by ONNX's names. */
export type Corners = 'align_corners' | 'half_pixel' | 'asymmetric'

export function resizeBilinear(graph: Graph, input: Value, sizes: readonly number[], corners: Corners): Value {
  const [batch, height, width, channels] = input.dims
  const dims = [batch, sizes[0], sizes[1], channels]
  if (sizes.length !== 2 || count(dims) === 0) throw new Error(`a picture is resized to ${sizes}`)
  const source = planes(graph, input)
  // Half way between two pixels lies their mean; ONNX Runtime has a quicker way to that.
  if (corners === 'half_pixel' && height === 2 * sizes[0] && width === 2 * sizes[1])
    return { dims, planes: graph.add('AveragePool', [source], { kernel_shape: [2, 2], strides: [2, 2] }) }
  const scales = [1, 1, sizes[0] / height, sizes[1] / width]
  // ONNX rounds size × scale down, and a scale of 3/7 may come out as a little less: other than whole ones are told by their sizes.
  const wanted = scales.every(Number.isInteger)
    ? ['', graph.constant({ dims: [4], data: Float32Array.from(scales) })]
    : ['', '', graph.whole(planar(dims))]
  const attributes = { mode: 'linear', coordinate_transformation_mode: corners }
  return { dims, planes: graph.add('Resize', [source, ...wanted], attributes) }
}

function within(axis: number, rank: number): number {
  const at = axis < 0 ? axis + rank : axis
  if (at >= 0 && at < rank) return at
  throw new Error(`axis ${axis} of a tensor of rank ${rank}`)
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0)
}
