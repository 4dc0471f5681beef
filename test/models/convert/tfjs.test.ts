import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { tfjsToOnnx } from '../../../models/convert/tfjs/convert.ts'
import { describeWith, models } from '../../needs.ts'
import { expectClose, numbers, picture, run, toPlanes } from './runtime.ts'
import { Small } from './small.ts'
import { answers, compute } from './tensorflow.ts'

beforeAll(() => compute('cpu'))

/** Something that a net may do next, told apart by numbers that any picture can make sense of. */
type Step = (net: Small, a: number, b: number) => Small

const STEPS: Record<string, Step> = {
  convolution: (net, a, b) => net.convolve(false, 1 + (a % 3), 1 + b, 1 + (b % 2), a > 2, []),
  'convolution with a bias': (net, a, b) => net.convolve(false, 1 + (a % 3), 1 + b, 1, b > 1, ['BiasAdd']),
  'convolution with a joined activation': (net, a, b) =>
    net.convolve(false, 3, 2, 1 + (a % 2), true, ['BiasAdd', ['Relu', 'Relu6', 'Prelu'][b % 3]]),
  'depthwise convolution': (net, a, b) => net.convolve(true, 1 + (a % 3), 1 + (b % 2), 1 + (a % 2), b > 1, []),
  'depthwise convolution with a bias': (net, a) => net.convolve(true, 3, 1, 1 + (a % 2), true, ['BiasAdd']),
  activation: (net, a) => net.add(['Relu', 'Relu6', 'Sigmoid'][a % 3], [], {}, net.dims),
  leak: (net, a) => net.add('LeakyRelu', [], { alpha: { f: 0.1 * a } }, net.dims),
  'slope of each channel': (net, a) => net.add('Prelu', [net.random([1, 1, net.dims[3]], a)], {}, net.dims),
  'sum with itself': net => net.add('AddV2', [net.last], {}, net.dims),
  'sum with a number a channel': (net, a) => net.add('Add', [net.random([net.dims[3]], a)], {}, net.dims),
  'product with one number': (net, a) => net.add('Mul', [net.random([], a)], {}, net.dims),
  'difference from a picture': (net, a) => net.add('Sub', [net.random(net.dims, a)], {}, net.dims),
  margin: (net, a, b) => net.pad([0, 0, a % 3, b % 3, b % 2, a % 2, 0, 0]),
  'more channels': (net, a) => net.pad([0, 0, 0, 0, 0, 0, 0, 1 + a]),
  pool: (net, a, b) => net.pool(1 + (a % 3), 1 + (b % 2), true),
  'pool behind a wall': net => net.pad([0, 0, 1, 1, 1, 1, 0, 0], Number.NEGATIVE_INFINITY).pool(3, 2, false),
  'pool of a picture with channels first, behind a wall': net =>
    net
      .transpose([0, 3, 1, 2])
      .pad([0, 0, 0, 0, 1, 1, 1, 1], Number.NEGATIVE_INFINITY)
      .transpose([0, 2, 3, 1])
      .pool(3, 2, false),
  resize: (net, a, b) =>
    net.resize(2 + a, 2 + b, (['align_corners', 'half_pixel_centers', 'neither'] as const)[(a + b) % 3]),
  'twice the size': net => net.resize(2 * net.dims[1], 2 * net.dims[2], 'half_pixel_centers'),
  'half the size': net =>
    net.pool(1, 1, true).resize(net.dims[1] >> 1 || 1, net.dims[2] >> 1 || 1, 'half_pixel_centers'),
  'there and back': net => net.transpose([0, 3, 1, 2]).transpose([0, 2, 3, 1]),
  'rows for columns': net => net.transpose([0, 2, 1, 3]),
  'twice side by side': (net, a) => {
    const axis = 1 + (a % 3)
    return net.add(
      'ConcatV2',
      [net.last, net.wholes([axis], [])],
      { N: { i: '2' } },
      net.dims.with(axis, 2 * net.dims[axis]),
    )
  },
  'squares out of the depth': net =>
    net
      .convolve(false, 1, 8, 1, true, [])
      .add('DepthToSpace', [], { block_size: { i: '2' }, data_format: { s: 'TkhXQw==' } }, [
        net.dims[0],
        2 * net.dims[1],
        2 * net.dims[2],
        2,
      ]),
}

/** Steps that begin with a pool: over a margin of zero they are refused, as a test of its own says. */
const POOLS = new Set([
  'pool',
  'half the size',
  'pool behind a wall',
  'pool of a picture with channels first, behind a wall',
])

async function both(net: Small, start: number[]): Promise<[actual: Float32Array, expected: Float32Array]> {
  const { json, weights } = net.files()
  const input = numbers(
    start.reduce((a, b) => a * b),
    11,
  )
  const expected = await answers(json, weights, input, start)
  const onnx = tfjsToOnnx(json, weights, { model: 'small' })
  const actual = await run(onnx, toPlanes(input, start), [start[0], start[3], start[1], start[2]])
  expect(actual.said.dims).toEqual(net.dims)
  return [actual.said.data, expected.said]
}

describe.each([
  ['tfjs-short', 128],
  ['tfjs-full', 192],
] as const)('%s', (name, side) => {
  describeWith([`model ${name}`], 'converted', () => {
    test('says what TensorFlow.js says, sizes worked out while it runs and all', async () => {
      const stem = join(models(), name, name.replace('tfjs', 'facemesh-detection'))
      const [json, weights] = [readFileSync(`${stem}.json`), readFileSync(`${stem}.bin`)]
      const dims = [1, side, side, 3]
      const input = Float32Array.from(picture(side), value => value / 127.5 - 1)
      const expected = await answers(json, weights, input, dims)
      const actual = await run(tfjsToOnnx(json, weights, { model: name }), toPlanes(input, dims), [1, 3, side, side])
      expect(Object.keys(actual)).toEqual(Object.keys(expected))
      for (const [output, { data }] of Object.entries(actual)) expectClose(data, expected[output], 2e-5)
    }, 60_000)
  })
})

describe('a converted graph model', () => {
  const START = [1, 7, 6, 4]

  test.each(Object.entries(STEPS))('agrees with TensorFlow.js on a %s', async (_, step) => {
    for (const [a, b] of [
      [0, 0],
      [1, 2],
      [3, 3],
      [2, 1],
    ]) {
      const [actual, expected] = await both(step(new Small(START), a, b), START)
      expectClose(actual, expected, 1e-5)
    }
  })

  test('may not have a pool over a margin of zero, which ONNX Runtime gets wrong', () => {
    const { json, weights } = new Small(START).pad([0, 0, 1, 1, 1, 1, 0, 0]).pool(3, 2, false).files()
    expect(() => tfjsToOnnx(json, weights, { model: 'small' })).toThrow(
      'The model small cannot be converted: there is no rule for a pool over a margin of zero.',
    )
  })

  test('agrees with TensorFlow.js on whatever comes after whatever', async () => {
    const moves = fc.array(fc.tuple(fc.constantFrom(...Object.keys(STEPS)), fc.nat(3), fc.nat(3)), {
      minLength: 2,
      maxLength: 6,
    })
    await fc.assert(
      fc.asyncProperty(moves, async moves => {
        const net = new Small(START)
        for (const [name, a, b] of moves) {
          const [, height, width, channels] = net.dims
          if (height < 3 || width < 3 || height * width * channels > 20_000) break
          if (POOLS.has(name) && /^(Pad|Transpose)/.test(net.last)) continue
          STEPS[name](net, a, b)
        }
        const [actual, expected] = await both(net, START)
        const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3)
        for (const [i, value] of expected.entries()) expect(Math.abs(actual[i] - value) / largest).toBeLessThan(1e-5)
      }),
      { numRuns: 60 },
    )
  })
})
