import type { Picture, Region } from '../../vision/picture.ts'
import { kernels, PARTS, PLACES } from './kernels.ts'
import { Patch } from './patch.ts'
import { A, B, inverse, SIMILARITY, scaleOf, X, Y } from './similarity.ts'
import { SIDE } from './template.ts'

/** Bytes of a crop: R, G, B of SIDE × SIDE pixels. */
export const CROP = SIDE * SIDE * 3

const ONE = 1 << PARTS
const HALF = 1 << (PLACES - 1)
const { imul } = Math

/**
 * Cuts faces out of pictures: turned, scaled and shifted by a similarity, black beyond the picture's edge as dlib had it in
 * training. A face larger than the crop is first averaged down to between 0.7 and 1.4 times its size, then sampled bilinearly.
 */
export class Cropper {
  readonly #side: number
  readonly #patch = new Patch()
  readonly #kernels = kernels(this.#patch.desk.memory)
  readonly #back = new Float64Array(SIMILARITY)

  constructor(side = SIDE) {
    this.#side = side
  }

  /**
   * Writes the crop into `into` from byte `at` on; returns which part of it lies in the picture. `toCrop` leads from the pixels of
   * the picture to those of the crop; coordinates are of corners, not of centres, of pixels.
   */
  cut(picture: Picture, toCrop: Float64Array, into: Uint8Array, at: number): number {
    inverse(toCrop, this.#back)
    const side = this.#side
    const region = covered(this.#back, side, picture)
    if (region.width < 4 || region.height < 4) {
      into.fill(0, at, at + side * side * 3)
      return 0
    }
    const step = 2 ** Math.max(Math.round(Math.log2(scaleOf(this.#back))), 0)
    this.#patch.draw(picture, region, step, 3 * side * side)
    return this.#warp(into, at) / (side * side)
  }

  wipe(): void {
    this.#patch.wipe()
    this.#back.fill(0)
  }

  /** Samples the patch for each pixel of the crop; returns how many of them lay in it. Places are whole numbers of 1/65536 pixel. */
  #warp(into: Uint8Array, at: number): number {
    const { width, height, x, y, step, room, desk, pixels } = this.#patch
    const [side, back] = [this.#side, this.#back]
    const [a, b] = [fixed(back[A] / step), fixed(back[B] / step)]
    const stride = width * 3
    const row = side * 3
    const crop = new Uint8Array(desk.buffer, room, row * side)
    let inside = 0
    for (let j = 0, out = room; j < side; j++, out += row) {
      const u = fixed((back[A] * 0.5 - back[B] * (j + 0.5) + back[X] - x) / step - 0.5)
      const v = fixed((back[B] * 0.5 + back[A] * (j + 0.5) + back[Y] - y) / step - 0.5)
      // Where all four neighbours of a place are there: from one column on, and up to another.
      const first = Math.max(firstFrom(u, a, width - 1, side), firstFrom(v, b, height - 1, side))
      const end = Math.max(Math.min(endFrom(u, a, width - 1, side), endFrom(v, b, height - 1, side)), first)
      if (end > first) {
        const [uFirst, vFirst] = [u + a * first, v + b * first]
        this.#kernels.warp(0, stride, uFirst, vFirst, a, b, out + 3 * first, out + 3 * end)
      }
      inside += end - first
      for (let i = 0; i < side; i++) {
        if (i === first) i = end
        if (i < side && border(pixels, width, height, u + a * i, v + b * i, crop, j * row + 3 * i)) inside++
      }
    }
    into.set(crop, at)
    return inside
  }
}

/** The first column from which on a place that moves by `step` a column is not before zero, or, going back, not beyond `last`. */
function firstFrom(place: number, step: number, last: number, side: number): number {
  const most = last * (1 << PLACES)
  if (step === 0) return place >= 0 && place < most ? 0 : side
  const column = step > 0 ? Math.ceil(-place / step) : Math.floor((place - most) / -step) + 1
  return Math.min(Math.max(column, 0), side)
}

/** The column from which on it is beyond `last`, or, going back, before zero. */
function endFrom(place: number, step: number, last: number, side: number): number {
  const most = last * (1 << PLACES)
  if (step === 0) return place >= 0 && place < most ? side : 0
  const column = step > 0 ? Math.ceil((most - place) / step) : Math.floor(place / -step) + 1
  return Math.min(Math.max(column, 0), side)
}

/** Samples a place at the border of the patch, or writes black beyond it; returns whether it lies within. */
function border(
  pixels: Uint8ClampedArray,
  width: number,
  height: number,
  u: number,
  v: number,
  into: Uint8Array,
  at: number,
): boolean {
  const [right, bottom] = [width - 1, height - 1]
  let [i, j] = [u >> PLACES, v >> PLACES]
  let [p, q] = [(u >> PARTS) & (ONE - 1), (v >> PARTS) & (ONE - 1)]
  if (u < -HALF || v < -HALF || i > right || j > bottom || (i === right && p > 128) || (j === bottom && q > 128)) {
    into[at] = into[at + 1] = into[at + 2] = 0
    return false
  }
  // Half a pixel beyond its middle the last one goes on.
  if (i < 0) i = p = 0
  if (j < 0) j = q = 0
  if (i >= right) [i, p] = [right - 1, ONE]
  if (j >= bottom) [j, q] = [bottom - 1, ONE]
  const from = 3 * (j * width + i)
  const below = from + 3 * width
  const se = p * q
  const ne = (p << PARTS) - se
  const sw = (q << PARTS) - se
  const nw = ONE * ONE - (p << PARTS) - sw
  for (let c = 0; c < 3; c++)
    into[at + c] =
      (imul(pixels[from + c], nw) +
        imul(pixels[from + 3 + c], ne) +
        imul(pixels[below + c], sw) +
        imul(pixels[below + 3 + c], se) +
        HALF) >>
      PLACES
  return true
}

/** The upright rectangle of the picture in which the crop lies, with a margin for neighbours of its border. */
function covered(back: Float64Array, side: number, { width, height }: Picture): Region {
  const middle = side / 2
  const half = middle * (Math.abs(back[A]) + Math.abs(back[B])) + 2 * Math.max(scaleOf(back), 1)
  const x = back[A] * middle - back[B] * middle + back[X]
  const y = back[B] * middle + back[A] * middle + back[Y]
  const left = Math.min(Math.max(Math.floor(x - half), 0), width)
  const top = Math.min(Math.max(Math.floor(y - half), 0), height)
  const right = Math.min(Math.max(Math.ceil(x + half), left), width)
  const bottom = Math.min(Math.max(Math.ceil(y + half), top), height)
  return { x: left, y: top, width: right - left, height: bottom - top }
}

function fixed(value: number): number {
  return Math.round(value * (1 << PLACES)) | 0
}
