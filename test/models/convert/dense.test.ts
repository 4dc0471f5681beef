import fc from 'fast-check'
import { expect, test } from 'vitest'
import { count, fromHalves, permuted, settled, tensor } from '../../../models/convert/dense.ts'
import { compute, tf } from './tensorflow.ts'

test('every half comes out as TensorFlow.js reads it', async () => {
  await compute('cpu')
  const halves = Uint16Array.from({ length: 65_536 }, (_, i) => i)
  const specs = [
    { name: 'all', shape: [65_536], dtype: 'float32' as const, quantization: { dtype: 'float16' as const } },
  ]
  const { all } = tf.io.decodeWeights(halves.buffer, specs)
  expect(fromHalves(halves)).toEqual(all.dataSync())
})

test('axes in another order: each element is where its indices say', () => {
  const dims = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 })
  const ordered = dims.chain(dims =>
    fc.tuple(
      fc.constant(dims),
      fc.shuffledSubarray(
        dims.map((_, i) => i),
        { minLength: dims.length },
      ),
    ),
  )
  fc.assert(
    fc.property(ordered, ([dims, order]) => {
      const data = Float32Array.from({ length: count(dims) }, (_, i) => i)
      const turned = permuted(tensor(dims, data), order)
      expect(turned.dims).toEqual(order.map(axis => dims[axis]))
      for (let to = 0; to < data.length; to++) {
        const index: number[] = []
        for (let axis = order.length - 1, rest = to; axis >= 0; axis--) {
          index[order[axis]] = rest % turned.dims[axis]
          rest = Math.floor(rest / turned.dims[axis])
        }
        expect(turned.data[to]).toBe(index.reduce((at, i, axis) => at * dims[axis] + i, 0))
      }
    }),
  )
})

test('weights that would become denormal numbers are zero, all others as they were', () => {
  expect(Array.from(settled(Float32Array.of(1e-8, -1e-8, 1e-40, -0.5, 2, 0)))).toEqual([0, 0, 0, -0.5, 2, 0])
})

test.each([[[2, -1]], [[1.5]], [[Number.NaN]], [[2 ** 20, 2 ** 20]], [[Number.POSITIVE_INFINITY]]])(
  'a tensor of %j is refused',
  dims => {
    expect(() => count(dims)).toThrow('a tensor has the size')
  },
)
