import type { InferenceSession } from 'onnxruntime-node'
import { expect, test, vi } from 'vitest'
import { Beholder } from '../../../../agent/identity/faces/beholder.ts'
import { CROP } from '../../../../agent/identity/faces/crop.ts'
import { Embedder } from '../../../../agent/identity/faces/embedder.ts'
import { ANYTHING } from '../../../../agent/identity/faces/quality.ts'
import { FIVE, NUMBERS } from '../../../../agent/identity/faces/template.ts'
import type { FaceDetector } from '../../../../agent/vision/detector.ts'
import type { Picture } from '../../../../agent/vision/picture.ts'

const picture: Picture = { layout: 'rgb', width: 150, height: 150, pixels: new Uint8Array(CROP).fill(90) }
const face = Float32Array.from(FIVE)
const isZero = (numbers: ArrayLike<number>) => Array.from(numbers).every(value => value === 0)

/** A net that notes what it was shown, and says what it is told to. */
function net(say: () => Float32Array) {
  const shown: Uint8Array[] = []
  const session = {
    run: vi.fn(async ({ image }: { image: { data: Uint8Array } }) => {
      shown.push(image.data.slice())
      return { embedding: { data: say() } }
    }),
    release: async () => {},
  }
  return { shown, embedder: new Embedder(session as unknown as InferenceSession) }
}

const detector: FaceDetector = { detect: async () => [], close: async () => {} }

test('after a face was embedded its crop, the mirror image and what the net said are zero', async () => {
  const said = new Float32Array(2 * NUMBERS).fill(0.5)
  const { shown, embedder } = net(() => said)
  const made = new Float32Array(NUMBERS)
  await new Beholder(detector, embedder).embed(picture, face, 1, ANYTHING, made, 0)
  expect(isZero(shown[0].subarray(0, CROP))).toBe(false)
  expect(isZero(shown[0].subarray(CROP))).toBe(false)
  expect(isZero(made)).toBe(false)
  expect(isZero(embedder.field)).toBe(true)
  expect(isZero(said)).toBe(true)
})

test('where the net fails the crop is zero too, and there are no numbers', async () => {
  const { shown, embedder } = net(() => {
    throw new Error('the net is broken')
  })
  const made = new Float32Array(NUMBERS)
  const asked = new Beholder(detector, embedder).embed(picture, face, 1, ANYTHING, made, 0)
  await expect(asked).rejects.toThrow('the net is broken')
  expect(isZero(shown[0])).toBe(false)
  expect(isZero(embedder.field)).toBe(true)
  expect(isZero(made)).toBe(true)
})

test('a face that is not good enough is not shown to the net, and its crop is zero', async () => {
  const { shown, embedder } = net(() => new Float32Array(2 * NUMBERS))
  const wanted = { ...ANYTHING, minEyes: 400 }
  const { lacks } = await new Beholder(detector, embedder).embed(picture, face, 1, wanted, new Float32Array(NUMBERS), 0)
  expect(lacks).not.toBe(0)
  expect(shown).toEqual([])
  expect(isZero(embedder.field)).toBe(true)
})

test('asked to forget, both nets are shown nothing at all, and again before they are given back', async () => {
  const said = new Float32Array(2 * NUMBERS)
  const { shown, embedder } = net(() => said.fill(0.5))
  const looked: Picture[] = []
  const spying: FaceDetector = {
    detect: async seen => {
      looked.push({ ...seen, pixels: seen.pixels.slice() })
      return []
    },
    close: async () => {},
  }
  const beholder = new Beholder(spying, embedder)
  await beholder.embed(picture, face, 1, ANYTHING, new Float32Array(NUMBERS), 0)
  await beholder.forget()
  await beholder.close()
  expect(shown.map(isZero)).toEqual([false, true, true])
  expect(looked.map(({ pixels }) => isZero(pixels))).toEqual([true, true])
  expect(isZero(said)).toBe(true)
})
