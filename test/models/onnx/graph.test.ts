import { InferenceSession, Tensor } from 'onnxruntime-node'
import { expect, test } from 'vitest'
import { Graph } from '../../../models/onnx/graph.ts'
import { FLOAT, INT64, UINT8 } from '../../../models/onnx/tensor.ts'

test('ONNX Runtime runs what was built: every kind of attribute and constant, and a size left open', async () => {
  const graph = new Graph('sample')
  const image = graph.input('image', UINT8, ['pictures', 1, 2, 2])
  const floats = graph.add('Cast', [image], { to: FLOAT })
  const less = graph.add('Sub', [floats, graph.scalar(2)])
  const leaky = graph.add('LeakyRelu', [less], { alpha: { float: 0.5 } })
  const padded = graph.add('Pad', [leaky, graph.whole([0, 0, 0, 1, 0, 0, 0, 0])], { mode: 'edge' })
  const pooled = graph.add('MaxPool', [padded], { kernel_shape: [1, 2] })
  const [top, bottom] = graph.fan('Split', [pooled, graph.whole([1, 1])], { axis: 2 }, 2)
  const where = graph.add('ArgMax', [pooled], { axis: 3, keepdims: 0 })
  graph.output('top', top, FLOAT, ['pictures', 1, 1, 2])
  graph.output('bottom', bottom, FLOAT, ['pictures', 1, 1, 2])
  graph.output('where', where, INT64, ['pictures', 1, 2])

  const session = await InferenceSession.create(graph.finish())
  const two = new Tensor('uint8', Uint8Array.of(0, 1, 2, 3, 9, 8, 1, 0), [2, 1, 2, 2])
  const said = await session.run({ image: two })
  expect(said.top).toMatchObject({ dims: [2, 1, 1, 2], data: Float32Array.of(-1, -0.5, 7, 7) })
  expect(said.bottom).toMatchObject({ dims: [2, 1, 1, 2], data: Float32Array.of(0, 1, -0.5, -0.5) })
  expect(said.where).toMatchObject({ dims: [2, 1, 2], data: BigInt64Array.of(1n, 1n, 0n, 0n) })
})

test('the same graph is the same bytes, and a constant asked for twice is there once', () => {
  const build = (values: readonly number[]) => {
    const graph = new Graph('sums')
    let sum = graph.input('image', FLOAT, [1])
    for (const value of values) sum = graph.add('Add', [sum, graph.scalar(value)])
    graph.output('sum', sum, FLOAT, [1])
    return graph.finish()
  }
  expect(build([1, 2])).toEqual(build([1, 2]))
  const once = build([7, 7, 7]).length - build([7, 7]).length
  const anew = build([7, 7, 8]).length - build([7, 7]).length
  expect(anew).toBeGreaterThan(once)
})

test('an attribute that is neither whole nor said to be a float is refused', () => {
  expect(() => new Graph('half').add('LeakyRelu', ['x'], { alpha: 0.5 })).toThrow(RangeError)
})
