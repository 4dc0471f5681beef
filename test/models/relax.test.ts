import fc from 'fast-check'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { expect, test } from 'vitest'
import { Fault } from '../../config/fault.ts'
import { Graph } from '../../models/onnx/graph.ts'
import { FLOAT } from '../../models/onnx/tensor.ts'
import { withFreeSize } from '../../models/relax.ts'
import { noise } from './depot.ts'

/** A 3 × 3 box filter over three channels, flattened to cells as detectors do, exported for this size only. */
function exported(height: number, width: number): Uint8Array {
  const graph = new Graph('box')
  const image = graph.input('input', FLOAT, [1, 3, height, width])
  const box = graph.constant({ dims: [1, 3, 3, 3], data: new Float32Array(27).fill(1 / 27) })
  const sums = graph.add('Conv', [image, box], { pads: [1, 1, 1, 1] })
  const cells = graph.add('Reshape', [graph.add('Transpose', [sums], { perm: [0, 2, 3, 1] }), graph.whole([1, -1, 1])])
  graph.output('cells', cells, FLOAT, [1, height * width, 1])
  return graph.finish()
}

async function run(onnx: Uint8Array, height: number, width: number): Promise<Tensor> {
  const session = await InferenceSession.create(onnx)
  const pixels = Float32Array.from(noise(3 * height * width, 1))
  const { cells } = await session.run({ input: new Tensor('float32', pixels, [1, 3, height, width]) })
  await session.release()
  return cells
}

test('a freed graph gives what one exported for that size gives, at any size', async () => {
  const free = withFreeSize('box', exported(4, 6))
  await expect(run(exported(4, 6), 8, 5)).rejects.toThrow('invalid dimensions')
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 24 }), fc.integer({ min: 1, max: 24 }), async (height, width) => {
      const [ours, theirs] = [await run(free, height, width), await run(exported(height, width), height, width)]
      expect(ours.dims).toEqual([1, height * width, 1])
      expect(ours.data).toEqual(theirs.data)
    }),
    { numRuns: 20 },
  )
})

test('freeing a freed graph changes nothing more', () => {
  const once = withFreeSize('box', exported(4, 6))
  expect(withFreeSize('box', once)).toEqual(once)
})

test('whatever the bytes, the answer is a graph or a refusal', () => {
  const whole = exported(4, 6)
  const damaged = fc
    .tuple(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length))
    .map(([at, byte, length]) => Uint8Array.from(whole.subarray(0, length), (b, i) => (i === at ? byte : b)))
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), damaged), bytes => {
      try {
        expect(withFreeSize('box', bytes).length).toBeLessThan(2 * bytes.length + 1000)
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(Fault)
        expect((thrown as Fault).code).toBe('MODEL_UNCONVERTIBLE')
      }
    }),
    { numRuns: 2000 },
  )
})
