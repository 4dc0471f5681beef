import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CROP, Cropper } from '../../../../agent/identity/faces/crop.ts'
import { Patch } from '../../../../agent/identity/faces/patch.ts'
import { inverse, SIMILARITY } from '../../../../agent/identity/faces/similarity.ts'
import { SIDE } from '../../../../agent/identity/faces/template.ts'
import type { Picture } from '../../../../agent/vision/picture.ts'

const WIDTH = 320
const HEIGHT = 240
const real = (least: number, most: number) => fc.double({ min: least, max: most, noNaN: true })

/** From the picture to the crop: a face anywhere in it, turned, from a quarter of the crop's size to eight times it. */
const placed = fc.record({
  size: real(0.12, 4),
  turn: real(-Math.PI, Math.PI),
  x: real(0, WIDTH),
  y: real(0, HEIGHT),
})
type Placed = typeof placed extends fc.Arbitrary<infer T> ? T : never

test('a slope stays the slope that it was, however it is cut: what averages and what lies between is exact there', () => {
  for (const layout of ['rgb', 'nv12'] as const)
    fc.assert(
      fc.property(placed, at => {
        const picture = slope(layout)
        const toCrop = transform(at)
        const back = new Float64Array(SIMILARITY)
        inverse(toCrop, back)
        const { crop } = cut(picture, toCrop)
        // At the picture's edge the slope ends, and so does what averages it.
        const edge = 4 * Math.max(1, 1 / at.size)
        let worst = 0
        for (let y = 0; y < SIDE; y += 7)
          for (let x = 0; x < SIDE; x += 7) {
            const [u, v] = apply(back, x + 0.5, y + 0.5)
            if (u < edge || v < edge || u > WIDTH - edge || v > HEIGHT - edge) continue
            worst = Math.max(worst, Math.abs(crop[(y * SIDE + x) * 3 + 1] - bright(u - 0.5, v - 0.5)))
          }
        expect(worst).toBeLessThanOrEqual(3)
      }),
      { numRuns: 40 },
    )
})

test('beyond the picture it is black, and the part that lies within is told', () => {
  fc.assert(
    fc.property(placed, at => {
      const toCrop = transform(at)
      const back = new Float64Array(SIMILARITY)
      inverse(toCrop, back)
      const { crop, covered } = cut(plain(200), toCrop)
      let [within, wrong] = [0, 0]
      for (let y = 0; y < SIDE; y++)
        for (let x = 0; x < SIDE; x++) {
          const [u, v] = apply(back, x + 0.5, y + 0.5)
          const isWithin = u >= 0 && v >= 0 && u <= WIDTH && v <= HEIGHT
          if (isWithin) within++
          const nearEdge = Math.min(Math.abs(u), Math.abs(v), Math.abs(WIDTH - u), Math.abs(HEIGHT - v)) < 8
          if (!nearEdge && crop[(y * SIDE + x) * 3] !== (isWithin ? 200 : 0)) wrong++
        }
      expect(wrong).toBe(0)
      expect(Math.abs(covered - within / SIDE ** 2)).toBeLessThan(0.15)
    }),
    { numRuns: 40 },
  )
})

test('each pixel is, bit by bit, mixed of the four around its place', () => {
  fc.assert(
    fc.property(placed, fc.integer(), (at, seed) => {
      const picture = noise(seed)
      const toCrop = transform({ ...at, size: Math.max(at.size, 0.71) })
      const back = new Float64Array(SIMILARITY)
      inverse(toCrop, back)
      const { crop, covered } = cut(picture, toCrop)
      const [a, b] = [fixed(back[0]), fixed(back[1])]
      let within = 0
      for (let y = 0, i = 0; y < SIDE; y++) {
        const [u, v] = [back[0] * 0.5 - back[1] * (y + 0.5) + back[2], back[1] * 0.5 + back[0] * (y + 0.5) + back[3]]
        // Places are told from the corner of the part that is cut out, a whole number of pixels away.
        for (let x = 0; x < SIDE; x++, i += 3) {
          const want = mixed(picture, fixed(u - 0.5) + a * x, fixed(v - 0.5) + b * x)
          if (want) within++
          for (let c = 0; c < 3; c++) if (crop[i + c] !== (want?.[c] ?? 0)) expect.fail(`${c} of ${x} ${y}`)
        }
      }
      expect(covered).toBeCloseTo(within / SIDE ** 2, 10)
    }),
    { numRuns: 60 },
  )
})

test('a face larger than the crop is averaged, not picked from: fine stripes become grey', () => {
  const picture = plain(0)
  for (let i = 0; i < picture.pixels.length; i += 3) picture.pixels.fill((i / 3) % 2 ? 255 : 0, i, i + 3)
  const { crop } = cut(picture, transform({ size: 0.5, turn: 0, x: 160, y: 120 }))
  const middle = (75 * SIDE + 75) * 3
  for (let i = 0; i < 60; i++) expect(Math.abs(crop[middle + i] - 128)).toBeLessThan(3)
})

test('nothing of a face is left once it has been wiped', () => {
  const patch = new Patch()
  for (const side of [200, 40]) {
    patch.draw(plain(77), { x: 0, y: 0, width: side, height: side }, 1)
    expect(patch.pixels.some(value => value === 77)).toBe(true)
  }
  patch.wipe()
  expect(patch.pixels.every(value => value === 0)).toBe(true)
})

function cut(picture: Picture, toCrop: Float64Array): { crop: Uint8Array; covered: number } {
  const crop = new Uint8Array(CROP)
  return { covered: new Cropper().cut(picture, toCrop, crop, 0), crop }
}

function transform({ size, turn, x, y }: Placed): Float64Array {
  const [a, b] = [size * Math.cos(turn), size * Math.sin(turn)]
  return Float64Array.of(a, b, SIDE / 2 - a * x + b * y, SIDE / 2 - b * x - a * y)
}

function apply([a, b, x, y]: Float64Array, u: number, v: number): [number, number] {
  return [a * u - b * v + x, b * u + a * v + y]
}

const fixed = (value: number) => Math.round(value * 65536)

/** What lies at a place of a picture, in 1/65536 pixel: undefined beyond its edge, which is half a pixel from the middle of the last. */
function mixed({ pixels, width, height }: Picture, u: number, v: number): number[] | undefined {
  const beyond = (place: number, side: number) =>
    place < -32768 || place >> 16 > side - 1 || (place >> 16 === side - 1 && ((place >> 8) & 255) > 128)
  if (beyond(u, width) || beyond(v, height)) return undefined
  const [i, j] = [u >> 16, v >> 16]
  const [p, q] = [(u >> 8) & 255, (v >> 8) & 255]
  const at = (x: number, y: number, c: number) =>
    pixels[3 * (Math.min(Math.max(y, 0), height - 1) * width + Math.min(Math.max(x, 0), width - 1)) + c]
  return [0, 1, 2].map(
    c =>
      ((at(i, j, c) * (256 - p) + at(i + 1, j, c) * p) * (256 - q) +
        (at(i, j + 1, c) * (256 - p) + at(i + 1, j + 1, c) * p) * q +
        32768) >>
      16,
  )
}

function noise(seed: number): Picture {
  let state = seed | 1
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    return state >>> 24
  }
  return { ...plain(0), pixels: new Uint8Array(WIDTH * HEIGHT * 3).map(next) }
}

function bright(x: number, y: number): number {
  return 40 + 0.3 * x + 0.35 * y
}

function slope(layout: Picture['layout']): Picture {
  const picture = plain(128)
  for (let y = 0; y < HEIGHT; y++)
    for (let x = 0; x < WIDTH; x++) {
      const at = y * WIDTH + x
      picture.pixels.fill(Math.round(bright(x, y)), 3 * at, 3 * at + 3)
    }
  if (layout === 'rgb') return picture
  const pixels = new Uint8Array((WIDTH * HEIGHT * 3) / 2).fill(128)
  for (let at = 0; at < WIDTH * HEIGHT; at++) pixels[at] = Math.round(16 + (picture.pixels[3 * at] * 219) / 255)
  return { layout, width: WIDTH, height: HEIGHT, pixels }
}

function plain(value: number): Picture {
  return {
    layout: 'rgb',
    width: WIDTH,
    height: HEIGHT,
    pixels: new Uint8Array(WIDTH * HEIGHT * 3).fill(value),
  }
}
