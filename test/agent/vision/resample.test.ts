import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { byteLength, type Picture, type Region, whole } from '../../../agent/vision/picture.ts'
import { Resampler } from '../../../agent/vision/resample.ts'

const even = (most: number) => fc.integer({ min: 1, max: most / 2 }).map(half => 2 * half)

/** A picture of noise, a region of it with even corners, and a size to bring that to. */
const job = (layout: Picture['layout']) =>
  fc
    .record({ width: even(40), height: even(40), seed: fc.integer(), toWidth: even(30), toHeight: even(30) })
    .chain(({ width, height, seed, toWidth, toHeight }) =>
      fc.record({ x: fc.nat((width - 2) / 2), y: fc.nat((height - 2) / 2) }).chain(({ x, y }) =>
        fc.record({
          picture: fc.constant(noise(layout, width, height, seed)),
          region: fc.record({
            x: fc.constant(2 * x),
            y: fc.constant(2 * y),
            width: even(width - 2 * x),
            height: even(height - 2 * y),
          }),
          toWidth: fc.constant(toWidth),
          toHeight: fc.constant(toHeight),
        }),
      ),
    )

test('an RGB picture becomes what averaging its pixels says, within a rounding', () => {
  fc.assert(
    fc.property(job('rgb'), ({ picture, region, toWidth, toHeight }) => {
      const got = resampled(picture, region, toWidth, toHeight)
      let worst = 0
      for (let y = 0; y < toHeight; y++)
        for (let x = 0; x < toWidth; x++)
          for (let c = 0; c < 3; c++) {
            const at = (i: number, j: number) => picture.pixels[(j * picture.width + i) * 3 + c]
            const want = averaged(at, picture.width, picture.height, region, toWidth, toHeight, x, y)
            worst = Math.max(worst, Math.abs(got[(y * toWidth + x) * 3 + c] - want))
          }
      expect(worst).toBeLessThanOrEqual(3)
    }),
    { numRuns: 60 },
  )
})

test('an NV12 picture becomes what averaging its planes and BT.601 say, within a rounding', () => {
  fc.assert(
    fc.property(job('nv12'), ({ picture, region, toWidth, toHeight }) => {
      const { width, height, pixels } = picture
      const got = resampled(picture, region, toWidth, toHeight)
      const half = { x: region.x / 2, y: region.y / 2, width: region.width / 2, height: region.height / 2 }
      let worst = 0
      const chroma = (c: number) => (i: number, j: number) => pixels[width * height + j * width + 2 * i + c]
      for (let y = 0; y < toHeight; y++)
        for (let x = 0; x < toWidth; x++) {
          const luma = averaged((i, j) => pixels[j * width + i], width, height, region, toWidth, toHeight, x, y)
          const [u, v] = [0, 1].map(c =>
            averaged(chroma(c), width / 2, height / 2, half, toWidth / 2, toHeight / 2, x >> 1, y >> 1),
          )
          bt601(luma, u, v).forEach((want, c) => {
            worst = Math.max(worst, Math.abs(got[(y * toWidth + x) * 3 + c] - want))
          })
        }
      expect(worst).toBeLessThanOrEqual(9)
    }),
    { numRuns: 60 },
  )
})

describe('a picture of one colour stays so at any size', () => {
  test.each([
    ['black', 16, 128, 128, [0, 0, 0]],
    ['white', 235, 128, 128, [255, 255, 255]],
    ['red', 81, 90, 240, [254, 0, 0]],
    ['green', 145, 54, 34, [0, 255, 1]],
    ['blue', 41, 240, 110, [0, 0, 255]],
    ['darker than black', 0, 128, 128, [0, 0, 0]],
    ['brighter than white', 255, 128, 128, [255, 255, 255]],
  ])('%s', (_, luma, u, v, rgb) => {
    const pixels = new Uint8Array(byteLength('nv12', 22, 14)).fill(luma, 0, 22 * 14)
    for (let i = 22 * 14; i < pixels.length; i += 2) pixels.set([u, v], i)
    const picture: Picture = { layout: 'nv12', width: 22, height: 14, pixels }
    for (const [width, height] of [
      [22, 14],
      [5, 3],
      [31, 57],
      [1, 1],
    ]) {
      const got = resampled(picture, whole(picture), width, height)
      expect(Array.from(got)).toEqual(Array.from({ length: width * height }, () => rgb).flat())
    }
  })
})

test('at its own size an RGB picture stays as it is', () => {
  const picture = noise('rgb', 17, 9, 1)
  expect(resampled(picture, whole(picture), 17, 9)).toEqual(picture.pixels)
})

test('where the bytes begin in memory makes no difference', () => {
  const picture = noise('nv12', 24, 16, 3)
  const want = resampled(picture, { x: 2, y: 4, width: 18, height: 12 }, 7, 5)
  for (const offset of [1, 2, 3]) {
    const pixels = new Uint8Array(new ArrayBuffer(picture.pixels.length + 8), offset, picture.pixels.length)
    pixels.set(picture.pixels)
    expect(resampled({ ...picture, pixels }, { x: 2, y: 4, width: 18, height: 12 }, 7, 5)).toEqual(want)
  }
})

test('bytes beside the output are left as they are', () => {
  const picture = noise('rgb', 8, 8, 2)
  const field = new Uint8Array(10 * 10 * 3).fill(77)
  new Resampler(picture, whole(picture), 4, 4).write(picture, field, 3 * (2 * 10 + 3), 30)
  for (let y = 0; y < 10; y++)
    for (let x = 0; x < 10; x++)
      if (x < 3 || x >= 7 || y < 2 || y >= 6)
        expect([...field.subarray((y * 10 + x) * 3, (y * 10 + x) * 3 + 3)]).toEqual([77, 77, 77])
})

function resampled(picture: Picture, region: Region, width: number, height: number): Uint8Array {
  const field = new Uint8Array(width * height * 3)
  new Resampler(picture, region, width, height).write(picture, field, 0, width * 3)
  return field
}

/**
 * The rule restated slowly: up to a shrink by two, the mean over the area of one source pixel around the middle of the output pixel.
 * Beyond, the mean of 2, 4, 8 … whole pixels around it: as many as are nearest to the shrink by ratio, all within the picture.
 */
function averaged(
  at: (x: number, y: number) => number,
  width: number,
  height: number,
  region: Region,
  toWidth: number,
  toHeight: number,
  x: number,
  y: number,
): number {
  let sum = 0
  for (const [i, wx] of shares(region.x, region.width / toWidth, x, width))
    for (const [j, wy] of shares(region.y, region.height / toHeight, y, height)) sum += wx * wy * at(i, j)
  return sum
}

function shares(from: number, step: number, index: number, side: number): [number, number][] {
  let reach = 1
  while (step >= 2 && 2 * reach <= Math.min(step * Math.SQRT2, side)) reach *= 2
  const middle = from + (index + 0.5) * step
  const low = step < 2 ? middle - 0.5 : Math.min(Math.max(Math.round(middle - reach / 2), 0), side - reach)
  const out: [number, number][] = []
  for (let i = Math.floor(low); i < low + reach; i++) {
    const covered = Math.min(i + 1, low + reach) - Math.max(i, low)
    out.push([Math.min(Math.max(i, 0), side - 1), covered / reach])
  }
  return out
}

/** ITU-R BT.601 in floating point. */
function bt601(y: number, u: number, v: number): number[] {
  const bright = (255 / 219) * (y - 16)
  const [cb, cr] = [(255 / 224) * (u - 128), (255 / 224) * (v - 128)]
  return [bright + 1.402 * cr, bright - 0.344136 * cb - 0.714136 * cr, bright + 1.772 * cb].map(value =>
    Math.min(Math.max(value, 0), 255),
  )
}

function noise(layout: Picture['layout'], width: number, height: number, seed: number): Picture {
  let state = seed | 1
  const pixels = new Uint8Array(byteLength(layout, width, height)).map(() => {
    state = Math.imul(state, 1664525) + 1013904223
    return state >>> 24
  })
  return { layout, width, height, pixels }
}
