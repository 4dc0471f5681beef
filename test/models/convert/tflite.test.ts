import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Tensor4D, Tensor as TfTensor } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { mediapipeToOnnx } from '../../../models/convert/faces.ts'
import { tfliteToOnnx } from '../../../models/convert/tflite/convert.ts'
import { type Model, type Operator, readModel } from '../../../models/convert/tflite/model.ts'
import { describeWith, models } from '../../needs.ts'
import { expectClose, picture, run, toPlanes } from './runtime.ts'
import { answers, compute, tf } from './tensorflow.ts'

const file = (range: string) =>
  readFileSync(
    new URL(`../../../node_modules/@mediapipe/face_detection/face_detection_${range}_range.tflite`, import.meta.url),
  )
const NETS = [
  { range: 'short', side: 128, anchors: 896 },
  { range: 'full', side: 192, anchors: 2304 },
]
const scaled = (bytes: Uint8Array) => Float32Array.from(bytes, value => value / 127.5 - 1)

beforeAll(() => compute('wasm'))

/** The operators of MediaPipe's nets once more, one by one as the TFLite schema words them, computed by TensorFlow.js. */
function interpreted(model: Model, input: TfTensor): TfTensor[] {
  const values = model.tensors.map(({ constant, dims }) =>
    constant
      ? tf.tensor(constant.data as Float32Array, [...dims], constant.data instanceof Float32Array ? 'float32' : 'int32')
      : undefined,
  )
  values[model.inputs[0]] = input
  for (const operator of model.operators) {
    const inputs = operator.inputs.map(index => values[index]!)
    values[operator.outputs[0]] = worked(operator, inputs, [...model.tensors[operator.outputs[0]].dims])
  }
  return model.outputs.map(index => values[index]!)
}

function worked({ code, options }: Operator, [a, b, c]: TfTensor[], dims: number[]): TfTensor {
  const picture = a as Tensor4D
  const padding = options.int8(0) === 0 ? 'same' : 'valid'
  const strides: [number, number] = [options.int32(2), options.int32(1)]
  switch (code) {
    case 0:
      return active(tf.add(a, b), options.int8(0))
    case 2:
      return tf.concat([a, b], options.int32(0))
    case 3: {
      const filters = tf.transpose(b as Tensor4D, [1, 2, 3, 0])
      return active(tf.add(tf.conv2d(picture, filters, strides, padding), c), options.int8(3))
    }
    case 4: {
      const filters = tf.transpose(b as Tensor4D, [1, 2, 3, 0])
      return active(tf.add(tf.depthwiseConv2d(picture, filters, strides, padding), c), options.int8(4))
    }
    case 6:
      return a
    case 17:
      return tf.maxPool(picture, [options.int32(4), options.int32(3)], strides, padding)
    case 19:
      return tf.relu(a)
    case 22:
      return tf.reshape(a, dims)
    case 23:
      return tf.image.resizeBilinear(picture, [dims[1], dims[2]], options.int8(2) !== 0, options.int8(3) !== 0)
    case 34:
      return tf.pad(a, b.arraySync() as [number, number][])
    default:
      throw new Error(`operator ${code}`)
  }
}

const active = (value: TfTensor, kind: number) => (kind === 1 ? tf.relu(value) : value)

describe.each(NETS)("MediaPipe's $range range", ({ range, side, anchors }) => {
  const bytes = file(range)
  const image = picture(side)
  const dims = [1, side, side, 3]

  test('says the same as its operators computed one by one by TensorFlow.js', async () => {
    const expected = tf.tidy(() =>
      interpreted(readModel(bytes), tf.tensor(scaled(image), dims)).map(tensor => tensor.dataSync() as Float32Array),
    )
    const bare = tfliteToOnnx(bytes, { model: range })
    const actual = await run(bare, toPlanes(scaled(image), dims), [1, 3, side, side])
    expect(Object.values(actual).map(({ dims }) => dims)).toEqual([
      [1, anchors, 16],
      [1, anchors, 1],
    ])
    for (const [i, { data }] of Object.values(actual).entries()) expectClose(data, expected[i], 2e-5)
  })

  test('decodes in the graph as one would outside', async () => {
    const bare = mediapipeToOnnx(bytes, { preprocess: false, decode: false })
    const [numbers, logits] = Object.values(await run(bare, toPlanes(scaled(image), dims), [1, 3, side, side]))
    const whole = await run(mediapipeToOnnx(bytes), image, dims)
    const [boxes, keypoints, scores]: number[][] = [[], [], []]
    for (const [i, [x, y]] of centres(range).entries()) {
      const [cx, cy, width, height, ...points] = numbers.data.subarray(16 * i, 16 * i + 16)
      boxes.push(x + cx - width / 2, y + cy - height / 2, x + cx + width / 2, y + cy + height / 2)
      keypoints.push(...points.map((value, k) => value + (k % 2 === 0 ? x : y)))
      scores.push(1 / (1 + Math.exp(-logits.data[i])))
    }
    expect(scores.length).toBe(anchors)
    expectClose(whole.boxes.data, Float32Array.from(boxes), 2e-5)
    expectClose(whole.keypoints.data, Float32Array.from(keypoints), 2e-5)
    expectClose(whole.scores.data, Float32Array.from(scores), 2e-5)
  })
})

/** Centres of the anchors, in the words of SsdAnchorsCalculatorOptions: strides, square cells, offset 0.5, fixed size. */
function centres(range: string): [number, number][] {
  const side = range === 'short' ? 128 : 192
  const strides = range === 'short' ? [8, 8, 16, 16, 16, 16, 16, 16] : [4]
  const out: [number, number][] = []
  for (const stride of [...new Set(strides)])
    for (let y = 0.5; y < side / stride; y++)
      for (let x = 0.5; x < side / stride; x++)
        for (const each of strides) if (each === stride) out.push([x * stride, y * stride])
  return out
}

describeWith(['model tfjs-short'], 'the short range beside the same net as TensorFlow.js has it', () => {
  const folder = join(models(), 'tfjs-short', 'facemesh-detection-short')

  test('reads the same weights out of the TFLite file', async () => {
    const image = scaled(picture(128))
    const [json, weights] = [readFileSync(`${folder}.json`), readFileSync(`${folder}.bin`)]
    const [face] = Object.values(await answers(json, weights, image, [1, 128, 128, 3]))
    const bare = tfliteToOnnx(file('short'), { model: 'short' })
    const said = await run(bare, toPlanes(image, [1, 128, 128, 3]), [1, 3, 128, 128])
    const joined = new Float32Array(17 * 896)
    for (let i = 0; i < 896; i++) {
      joined[17 * i] = said.classificators.data[i]
      joined.set(said.regressors.data.subarray(16 * i, 16 * i + 16), 17 * i + 1)
    }
    expectClose(joined, face, 2e-5)
  })
})
