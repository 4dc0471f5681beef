import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Fault } from '../../../config/fault.ts'
import { dlibToOnnx } from '../../../models/convert/dlib.ts'
import { mediapipeToOnnx } from '../../../models/convert/faces.ts'
import { nanodetToOnnx } from '../../../models/convert/people.ts'
import { tfjsToOnnx } from '../../../models/convert/tfjs/convert.ts'
import { tfliteToOnnx } from '../../../models/convert/tflite/convert.ts'
import { Small } from './small.ts'

const tflite = readFileSync(
  new URL('../../../node_modules/@mediapipe/face_detection/face_detection_short_range.tflite', import.meta.url),
)
const sparse = readFileSync(
  new URL('../../../node_modules/@mediapipe/face_detection/face_detection_full_range_sparse.tflite', import.meta.url),
)
const small = new Small([1, 7, 6, 4])
  .convolve(false, 3, 4, 2, true, ['BiasAdd', 'Relu'])
  .convolve(true, 3, 1, 1, false, [])
  .pad([0, 0, 1, 1, 1, 1, 0, 0], Number.NEGATIVE_INFINITY)
  .pool(3, 2, false)
  .resize(4, 4, 'align_corners')
  .transpose([0, 3, 1, 2])
  .files()

/** Bytes with some of them changed, and perhaps cut short. */
function damaged(whole: Uint8Array): fc.Arbitrary<Uint8Array> {
  const change = fc.tuple(fc.nat(whole.length - 1), fc.nat(255))
  // Most of a net is weights; what gives it its shape stands at the ends.
  const atTheEnd = fc.tuple(fc.integer({ min: Math.max(0, whole.length - 20_000), max: whole.length - 1 }), fc.nat(255))
  const changes = fc.array(fc.oneof(change, atTheEnd), { minLength: 1, maxLength: 12 })
  return fc.tuple(changes, fc.option(fc.nat(whole.length))).map(([changes, length]) => {
    const bytes = Uint8Array.from(whole)
    for (const [at, value] of changes) bytes[at] = value
    return bytes.subarray(0, length ?? bytes.length)
  })
}

/** Converts, or refuses with a reason that is not a slip of ours: no TypeError may stand behind it. */
function holds(convert: () => Uint8Array): void {
  try {
    expect(convert().length).toBeGreaterThan(0)
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(Fault)
    expect((thrown as Fault).code).toBe('MODEL_UNCONVERTIBLE')
    expect((thrown as Fault).cause).not.toBeInstanceOf(TypeError)
  }
}

test('a damaged TFLite file is refused or converted, never more', () => {
  fc.assert(
    fc.property(damaged(tflite), bytes => holds(() => tfliteToOnnx(bytes, { model: 'damaged' }))),
    { numRuns: 300 },
  )
})

test('anything at all is not a TFLite file', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), bytes => holds(() => mediapipeToOnnx(bytes))))
  const headed = fc.uint8Array({ maxLength: 300 }).map(rest => Buffer.concat([Buffer.from('\x10\0\0\0TFL3'), rest]))
  fc.assert(
    fc.property(headed, bytes => holds(() => mediapipeToOnnx(bytes))),
    { numRuns: 500 },
  )
})

test('a damaged model.json, or damaged weights, are refused or converted, never more', () => {
  fc.assert(
    fc.property(damaged(small.json), json => holds(() => tfjsToOnnx(json, small.weights, { model: 'damaged' }))),
    { numRuns: 1000 },
  )
  fc.assert(
    fc.property(damaged(small.weights), weights => holds(() => tfjsToOnnx(small.json, weights, { model: 'damaged' }))),
  )
})

test('a graph whose parts are put in each other’s place is refused or converted, never more', () => {
  const { modelTopology, ...rest } = JSON.parse(new TextDecoder().decode(small.json))
  const { node } = modelTopology
  const index = fc.nat(node.length - 1)
  const parts = fc.constantFrom('op', 'input', 'attr', 'name')
  const swaps = fc.array(fc.tuple(index, index, parts), { minLength: 1, maxLength: 3 })
  fc.assert(
    fc.property(swaps, swaps => {
      const nodes = structuredClone(node)
      for (const [to, from, part] of swaps) nodes[to][part] = node[from][part]
      const json = new TextEncoder().encode(JSON.stringify({ ...rest, modelTopology: { node: nodes } }))
      holds(() => tfjsToOnnx(json, small.weights, { model: 'damaged' }))
    }),
    { numRuns: 1000 },
  )
})

test('whatever JSON is no model and no manifest', () => {
  const json = fc.json().map(text => new TextEncoder().encode(text))
  fc.assert(
    fc.property(json, json => {
      expect(() => nanodetToOnnx(json, small.weights)).toThrow(Fault)
      expect(() => dlibToOnnx(json, small.weights)).toThrow(Fault)
    }),
  )
})

test('a node that waits for itself is refused', () => {
  const { modelTopology, ...rest } = JSON.parse(new TextDecoder().decode(small.json))
  const node = modelTopology.node.map((each: { op: string; name: string; input: string[] }) =>
    each.op === 'MaxPool' ? { ...each, input: ['said'] } : each,
  )
  const json = new TextEncoder().encode(JSON.stringify({ ...rest, modelTopology: { node } }))
  expect(() => tfjsToOnnx(json, small.weights, { model: 'knot' })).toThrow('waits for itself')
})

test('an operator without a rule is named', () => {
  const { json, weights } = new Small([1, 4, 4, 3]).add('Erf', [], {}, [1, 4, 4, 3]).files()
  expect(() => tfjsToOnnx(json, weights, { model: 'strange' })).toThrow(
    'The model strange cannot be converted: there is no rule for the operator Erf.',
  )
  expect(() => mediapipeToOnnx(sparse)).toThrow(
    /^The model mediapipe cannot be converted: the weights .* are sparse\.$/,
  )
})
