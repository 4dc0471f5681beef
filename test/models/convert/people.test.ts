import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { nanodetToOnnx } from '../../../models/convert/people.ts'
import { tfjsToOnnx } from '../../../models/convert/tfjs/convert.ts'
import { describeWith, models } from '../../needs.ts'
import { expectClose, picture, run } from './runtime.ts'
import { answers, compute } from './tensorflow.ts'

const SIDE = 416
const MEAN_BGR = [103.53, 116.28, 123.675]
const DEVIATION_BGR = [57.375, 57.12, 58.395]

describeWith(['model nanodet'], 'NanoDet', () => {
  let json: Uint8Array
  let weights: Uint8Array
  const image = picture(SIDE)
  const dims = [1, 3, SIDE, SIDE]

  beforeAll(async () => {
    json = readFileSync(join(models(), 'nanodet', 'nanodet.json'))
    weights = readFileSync(join(models(), 'nanodet', 'nanodet.bin'))
    await compute('wasm')
  })

  test('says the same as in TensorFlow.js, at every output', async () => {
    const input = scaledPlanes(image)
    const expected = await answers(json, weights, input, dims)
    const actual = await run(tfjsToOnnx(json, weights, { model: 'nanodet' }), input, dims)
    expect(Object.keys(actual).sort()).toEqual(['Identity', ...[1, 2, 3, 4, 5].map(i => `Identity_${i}`)])
    for (const [name, { data }] of Object.entries(actual)) expectClose(data, expected[name], 2e-5)
  }, 60_000)

  test('finds the people in the graph that one would find outside', async () => {
    const said = await run(
      nanodetToOnnx(json, weights, { preprocess: false, decode: false }),
      scaledPlanes(image),
      dims,
    )
    const boxes: number[] = []
    const scores: number[] = []
    for (const [stride, classes, distances] of [
      [8, said.Identity, said.Identity_3],
      [16, said.Identity_1, said.Identity_4],
      [32, said.Identity_2, said.Identity_5],
    ] as const)
      for (let cell = 0; cell < (SIDE / stride) ** 2; cell++) {
        const x = ((cell % (SIDE / stride)) + 0.5) * stride
        const y = (Math.floor(cell / (SIDE / stride)) + 0.5) * stride
        const [left, top, right, bottom] = [0, 1, 2, 3].map(
          side => stride * expectation(distances.data.subarray(44 * cell + 11 * side, 44 * cell + 11 * side + 11)),
        )
        boxes.push(x - left, y - top, x + right, y + bottom)
        scores.push(classes.data[80 * cell])
      }
    const whole = await run(nanodetToOnnx(json, weights), image, [1, SIDE, SIDE, 3])
    expect(whole.boxes.dims).toEqual([3549, 4])
    expectClose(whole.boxes.data, Float32Array.from(boxes), 2e-5)
    expectClose(whole.scores.data, Float32Array.from(scores), 2e-5)
  })
})

function expectation(logits: Float32Array): number {
  const powers = Array.from(logits, Math.exp)
  const sum = powers.reduce((a, b) => a + b)
  return powers.reduce((mean, power, i) => mean + (i * power) / sum, 0)
}

/** RGB bytes to what NanoDet was trained on: blue, green, red. */
function scaledPlanes(rgb: Uint8Array): Float32Array {
  const cells = SIDE * SIDE
  return Float32Array.from({ length: 3 * cells }, (_, i) => {
    const channel = Math.floor(i / cells)
    return (rgb[3 * (i % cells) + 2 - channel] - MEAN_BGR[channel]) / DEVIATION_BGR[channel]
  })
}
