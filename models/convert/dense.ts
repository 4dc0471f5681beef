import type { Elements, Tensor } from '../onnx/tensor.ts'

/** No net that we convert holds a tensor of more elements; what claims to is damaged. */
const MOST_ELEMENTS = 2 ** 28

/** How many elements a tensor of these sizes has. @throws Error for sizes that are not whole, below 0, or beyond any net. */
export function count(dims: readonly number[]): number {
  let all = 1
  for (const size of dims) {
    if (!Number.isInteger(size) || size < 0) throw new Error(`a tensor has the size ${dims.join('×')}`)
    all *= size
  }
  if (all > MOST_ELEMENTS) throw new Error(`a tensor has the size ${dims.join('×')}`)
  return all
}

/** A tensor of exactly as many elements as its sizes ask for. */
export function tensor<T extends Elements>(dims: readonly number[], data: T): { dims: readonly number[]; data: T } {
  if (count(dims) !== data.length) throw new Error(`${data.length} elements cannot be ${dims.join('×')}`)
  return { dims, data }
}

/** Float weights of a tensor. @throws Error for any other kind. */
export function floats({ data }: Tensor): Float32Array {
  if (data instanceof Float32Array) return data
  throw new Error('weights are not floats')
}

/** Sizes, axes and the like as numbers. @throws Error for floats. */
export function whole({ data }: Tensor): number[] {
  if (data instanceof Float32Array) throw new Error('a size or axis is a float')
  return Array.from(data, Number)
}

/** The axes in another order: axis i of the result is axis `order[i]` of the source. */
export function permuted(source: Tensor, order: readonly number[]): { dims: number[]; data: Float32Array } {
  const data = floats(source)
  if ([...order].sort().some((axis, i) => axis !== i) || order.length !== source.dims.length)
    throw new Error(`a tensor of rank ${source.dims.length} cannot be put in the order ${order}`)
  const dims = order.map(axis => source.dims[axis])
  const strides = order.map(axis => count(source.dims.slice(axis + 1)))
  const out = new Float32Array(data.length)
  const index = dims.map(() => 0)
  for (let to = 0, from = 0; to < out.length; to++) {
    out[to] = data[from]
    for (let axis = dims.length - 1; axis >= 0; axis--) {
      from += strides[axis]
      if (++index[axis] < dims[axis]) break
      from -= strides[axis] * dims[axis]
      index[axis] = 0
    }
  }
  return { dims, data: out }
}

/** IEEE 754 binary16 to binary32; exact. */
export function fromHalves(halves: Uint16Array): Float32Array {
  const out = new Float32Array(halves.length)
  for (let i = 0; i < out.length; i++) {
    const sign = halves[i] & 0x8000 ? -1 : 1
    const exponent = (halves[i] >> 10) & 31
    const fraction = halves[i] & 1023
    if (exponent === 0) out[i] = sign * fraction * 2 ** -24
    else if (exponent < 31) out[i] = sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
    else out[i] = fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY
  }
  return out
}

/** Weights that matter to nobody but, being or making denormal numbers, slow a run down up to 17-fold. */
const NEGLIGIBLE = 1e-7

/** Sets negligible weights to zero, in place. */
export function settled(weights: Float32Array): Float32Array {
  for (let i = 0; i < weights.length; i++) if (Math.abs(weights[i]) < NEGLIGIBLE) weights[i] = 0
  return weights
}
