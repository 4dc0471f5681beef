import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Axis, axis } from '../../../agent/vision/axis.ts'
import { writeYuv } from '../../../agent/vision/colour.ts'
import { Nv12 } from '../../../agent/vision/nv12.ts'
import type { Region } from '../../../agent/vision/picture.ts'

const even = (most: number) => fc.integer({ min: 1, max: most / 2 }).map(half => 2 * half)

/** Any region of any picture to any size, and often enough to its own and to half of it, for which there are kernels of their own. */
const job = fc
  .record({ across: even(90), down: even(70), seed: fc.integer() })
  .chain(({ across, down, seed }) =>
    fc.record({ x: fc.nat((across - 2) / 2), y: fc.nat((down - 2) / 2) }).chain(({ x, y }) =>
      fc.record({
        ...{ across: fc.constant(across), down: fc.constant(down), pixels: fc.constant(noise(across, down, seed)) },
        region: fc.record({
          ...{ x: fc.constant(2 * x), y: fc.constant(2 * y) },
          ...{ width: even(across - 2 * x), height: even(down - 2 * y) },
        }),
      }),
    ),
  )
  .chain(made =>
    fc.record({
      ...{ across: fc.constant(made.across), down: fc.constant(made.down), pixels: fc.constant(made.pixels) },
      region: fc.constant(made.region),
      size: fc.oneof(
        fc.record({ width: fc.integer({ min: 1, max: 70 }), height: fc.integer({ min: 1, max: 50 }) }),
        fc.record({ width: fc.constant(made.region.width), height: fc.integer({ min: 1, max: 50 }) }),
        fc.constant(made.region),
        fc.constant({ width: made.region.width / 2, height: made.region.height / 2 }),
      ),
    }),
  )

test('what the kernels draw is, bit by bit, what the tables and the colours say', () => {
  fc.assert(
    fc.property(job, ({ across, down, pixels, region, size: { width, height } }) => {
      const want = slowly(pixels, across, down, region, width, height)
      const drawing = new Nv12(across, down, region, width, height)
      const field = new Uint8Array(3 * (width + 5) * (height + 2)).fill(77)
      drawing.bytes(pixels, field, 3 * (width + 5) + 6, 3 * (width + 5))
      const planes = new Float32Array(3 * (width + 5) * (height + 2)).fill(-1)
      drawing.planes(pixels, planes, (width + 5) * (height + 2), width + 5)
      for (let y = 0; y < height + 2; y++)
        for (let x = 0; x < width + 5; x++)
          for (let c = 0; c < 3; c++) {
            const [i, j] = [x - 2, y - 1]
            const inField = i >= 0 && j >= 0 && i < width && j < height
            const byte = field[3 * (y * (width + 5) + x) + c]
            if (byte !== (inField ? want[3 * (j * width + i) + c] : 77)) expect.fail(`byte ${c} of ${i} ${j}: ${byte}`)
            const inPlane = x < width && y < height
            const number = planes[((2 - c) * (height + 2) + y) * (width + 5) + x]
            if (number !== (inPlane ? want[3 * (y * width + x) + c] : -1))
              expect.fail(`number ${c} of ${x} ${y}: ${number}`)
          }
    }),
    { numRuns: 300 },
  )
})

test('any luma with any colour becomes the bytes that colour.ts has for it', () => {
  const [across, down] = [512, 2]
  const pixels = new Uint8Array((across * down * 3) / 2)
  for (let u = 0; u < 256; u += 5)
    for (let v = 0; v < 256; v += 3) {
      for (let x = 0; x < across; x++) pixels[x] = pixels[across + x] = x >> 1
      for (let x = 0; x < across; x += 2) pixels.set([(u + x) & 255, (v + 3 * x) & 255], across * down + x)
      const whole = { x: 0, y: 0, width: across, height: down }
      const field = new Uint8Array(3 * across * down)
      new Nv12(across, down, whole, across, down).bytes(pixels, field, 0, 3 * across)
      expect(Buffer.compare(field, slowly(pixels, across, down, whole, across, down))).toBe(0)
    }
})

/** Rows first, then columns, each rounded to a byte; then colour.ts. */
function slowly(pixels: Uint8Array, across: number, down: number, region: Region, width: number, height: number) {
  const half = { x: region.x / 2, y: region.y / 2, width: region.width / 2, height: region.height / 2 }
  const luma = blended(region, across, down, width, height, (x, y) => pixels[y * across + x])
  const [u, v] = [0, 1].map(c =>
    blended(
      ...([half, across / 2, down / 2, (width + 1) >> 1, (height + 1) >> 1] as const),
      (x, y) => pixels[across * down + y * across + 2 * x + c],
    ),
  )
  const out = new Uint8ClampedArray(3 * width * height)
  for (let y = 0; y < height; y++) writeYuv(luma[y], u[y >> 1], v[y >> 1], out, 3 * y * width)
  return new Uint8Array(out.buffer)
}

function blended(
  region: Region,
  across: number,
  down: number,
  width: number,
  height: number,
  at: (x: number, y: number) => number,
): Int32Array[] {
  const columns = axis(across, region.x, region.width, width)
  const rows = axis(down, region.y, region.height, height)
  return Array.from({ length: height }, (_, y) =>
    Int32Array.from({ length: width }, (_, x) => mean(columns, x, i => mean(rows, y, j => at(i, j)))),
  )
}

function mean({ start, taps, weight }: Axis, index: number, at: (place: number) => number): number {
  let sum = 128
  for (let k = 0; k < taps; k++) sum += weight[index * taps + k] * at(start[index] + k)
  return sum >> 8
}

function noise(across: number, down: number, seed: number): Uint8Array {
  let state = seed | 1
  return new Uint8Array((across * down * 3) / 2).map(() => {
    state = Math.imul(state, 1664525) + 1013904223
    return state >>> 24
  })
}
