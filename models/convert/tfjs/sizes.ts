import type { Tensor } from '../../onnx/tensor.ts'
import { count, tensor, whole } from '../dense.ts'

/** No tensor has so many axes. */
const MOST_SIZES = 64

/**
 * Sizes that a net works out while it runs, from the sizes of its tensors. Here all sizes are known beforehand, so the working
 * out is done now and nothing of it reaches the graph.
 */
export function wholes(values: readonly number[], dims: readonly number[] = [values.length]): Tensor {
  return tensor(dims, Int32Array.from(values))
}

/** Numbers of one kind side by side along a new first axis. */
export function packed(parts: readonly Tensor[]): Tensor {
  if (parts.some(part => part.dims.length > 0)) throw new Error('only single numbers are packed')
  return wholes(parts.flatMap(whole))
}

/** The one number of a list at `[begin, begin + 1)`, as Shape → StridedSlice takes the batch. */
export function picked(list: Tensor, begin: Tensor): Tensor {
  const values = whole(list)
  const [at] = whole(begin)
  if (list.dims.length !== 1 || !(at >= 0 && at < values.length))
    throw new Error(`number ${at} of ${values.length} is taken`)
  return wholes([values[at]], [])
}

/** A tensor of one value throughout: SparseToDense of no entries. */
export function filled(entries: Tensor, sizes: Tensor, value: Tensor): Tensor {
  if (count(entries.dims) !== 0 || count(value.dims) !== 1) throw new Error('a sparse tensor has entries')
  const dims = whole(sizes)
  if (count(dims) > MOST_SIZES) throw new Error(`a list of ${count(dims)} sizes`)
  return wholes(Array<number>(count(dims)).fill(whole(value)[0]), dims)
}

export function added(a: Tensor, b: Tensor): Tensor {
  const [left, right] = [whole(a), whole(b)]
  if (`${a.dims}` !== `${b.dims}`) throw new Error(`sizes ${a.dims} and ${b.dims} are added`)
  return wholes(
    left.map((value, i) => value + right[i]),
    a.dims,
  )
}
