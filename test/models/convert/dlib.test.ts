import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { beforeAll, expect, test } from 'vitest'
import { dlibToOnnx } from '../../../models/convert/dlib.ts'
import { expectClose, picture, run, toPlanes } from './runtime.ts'
import { compute, tf } from './tensorflow.ts'

const at = (path: string) => new URL(`../../../node_modules/@vladmandic/face-api/${path}`, import.meta.url)
const manifest = readFileSync(at('model/face_recognition_model-weights_manifest.json'))
const weights = readFileSync(at('model/face_recognition_model.bin'))

const SIDE = 150
const FACES = [picture(SIDE, 1), picture(SIDE, 2)]

beforeAll(() => compute('wasm'))

interface FaceApi {
  FaceRecognitionNet: new () => {
    loadFromWeightMap(weights: Record<string, unknown>): Promise<void>
    forwardInput(input: { toBatchTensor(): unknown }): { dataSync(): Float32Array }
  }
}

/** face-api's own code, given tfjs-core wherever it asks for the whole of TensorFlow.js, which is not installed. */
function faceApi(): FaceApi {
  const require = createRequire(import.meta.url)
  const { prototype } = tf.zeros([1]).constructor
  Object.assign(prototype, {
    div(this: never, by: never) {
      return tf.div(this, by)
    },
    mean(this: never, axis: never) {
      return tf.mean(this, axis)
    },
  })
  const module = { exports: {} }
  const code = readFileSync(at('dist/face-api.node-wasm.js'), 'utf8')
  const load = (name: string) => (name.startsWith('@tensorflow/') ? tf : require(name))
  new Function('require', 'module', 'exports', code)(load, module, module.exports)
  return module.exports as FaceApi
}

async function expected(face: Uint8Array): Promise<Float32Array> {
  const net = new (faceApi().FaceRecognitionNet)()
  const groups: { weights: Parameters<typeof tf.io.decodeWeights>[1] }[] = JSON.parse(manifest.toString())
  await net.loadFromWeightMap(
    tf.io.decodeWeights(
      new Uint8Array(weights).buffer,
      groups.flatMap(group => group.weights),
    ),
  )
  return tf.tidy(() =>
    net.forwardInput({ toBatchTensor: () => tf.tensor4d(Float32Array.from(face), [1, SIDE, SIDE, 3]) }).dataSync(),
  )
}

test('embeds as face-api does, when it divides as face-api does', async () => {
  const { embedding } = await run(dlibToOnnx(manifest, weights, { divisor: 255 }), FACES[0], [1, SIDE, SIDE, 3])
  expect(embedding.dims).toEqual([1, 128])
  expectClose(embedding.data, await expected(FACES[0]), 1e-5)
})

test('embeds each face of several as it does alone, from bytes as from floats', async () => {
  const fromBytes = dlibToOnnx(manifest, weights)
  const fromFloats = dlibToOnnx(manifest, weights, { preprocess: false })
  const together = await run(fromBytes, Buffer.concat(FACES), [2, SIDE, SIDE, 3])
  for (const [i, face] of FACES.entries()) {
    const alone = await run(fromFloats, toPlanes(Float32Array.from(face), [1, SIDE, SIDE, 3]), [1, 3, SIDE, SIDE])
    expectClose(together.embedding.data.subarray(128 * i, 128 * i + 128), alone.embedding.data, 1e-5)
  }
})

test('is refused with the reason where weights are missing, too many or not of this net', () => {
  const [group] = JSON.parse(manifest.toString())
  const told = (change: (name: string) => string) => {
    const renamed = group.weights.map((weight: { name: string }) => ({ ...weight, name: change(weight.name) }))
    return Buffer.from(JSON.stringify([{ ...group, weights: renamed }]))
  }
  expect(() => dlibToOnnx(manifest, weights.subarray(0, 1000))).toThrow('the weights end at byte 1000')
  expect(() => dlibToOnnx(manifest, Buffer.concat([weights, Buffer.alloc(3)]))).toThrow('are told of')
  expect(() =>
    dlibToOnnx(
      told(name => name.replace('conv64_2', 'conv65_2')),
      weights,
    ),
  ).toThrow('the weights conv64_2/conv1/conv/filters are not there')
  expect(() => dlibToOnnx(Buffer.from('[{"weights":1}]'), weights)).toThrow('The model dlib cannot be converted')
  expect(() => dlibToOnnx(manifest.subarray(0, 500), weights)).toThrow('The model dlib cannot be converted')
})
