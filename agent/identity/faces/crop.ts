import type { Picture, Region } from '../../vision/picture.ts'
import { Patch } from './patch.ts'
import { A, B, inverse, SIMILARITY, scaleOf, X, Y } from './similarity.ts'
import { SIDE } from './template.ts'

/** Bytes of a crop: R, G, B of SIDE × SIDE pixels. */
export const CROP = SIDE * SIDE * 3

/** Parts of a pixel that a sample is mixed of, as bits; and the bits of a place, which are those of two parts multiplied. */
const PARTS = 8
const PART = 1 << PARTS
const PLACES = 2 * PARTS
const HALF = 1 << (PLACES - 1)
const { imul } = Math

/**
 * Cuts faces out of pictures: turned, scaled and shifted by a similarity, black beyond the picture's edge as dlib had it in
 * training. A face larger than the crop is first averaged down to between 0.7 and 1.4 times its size, then sampled bilinearly.
 */
export class Cropper {
  readonly #side: number
  readonly #patch = new Patch()
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
    this.#patch.draw(picture, region, step)
    return warp(this.#patch, this.#back, side, into, at) / (side * side)
  }

  wipe(): void {
    this.#patch.wipe()
    this.#back.fill(0)
  }
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

/** Samples the patch for each pixel of the crop; returns how many of them lay in it. Places are whole numbers of 1/65536 pixel. */
function warp(
  { pixels, width, height, x, y, step }: Patch,
  back: Float64Array,
  side: number,
  into: Uint8Array,
  at: number,
): number {
  const [a, b] = [fixed(back[A] / step), fixed(back[B] / step)]
  const [right, bottom] = [width - 1, height - 1]
  const stride = width * 3
  let inside = 0
  for (let row = 0; row < side; row++) {
    let u = fixed((back[A] * 0.5 - back[B] * (row + 0.5) + back[X] - x) / step - 0.5)
    let v = fixed((back[B] * 0.5 + back[A] * (row + 0.5) + back[Y] - y) / step - 0.5)
    for (let column = 0; column < side; column++, at += 3, u = (u + a) | 0, v = (v + b) | 0) {
      let i = u >> PLACES
      let j = v >> PLACES
      let p = (u >> PARTS) & (PART - 1)
      let q = (v >> PARTS) & (PART - 1)
      if (i < 0 || j < 0 || i >= right || j >= bottom) {
        if (
          u < -HALF ||
          v < -HALF ||
          i > right ||
          j > bottom ||
          (i === right && p > 128) ||
          (j === bottom && q > 128)
        ) {
          into[at] = into[at + 1] = into[at + 2] = 0
          continue
        }
        // Half a pixel beyond its middle the last one goes on.
        if (i < 0) i = p = 0
        if (j < 0) j = q = 0
        if (i >= right) [i, p] = [right - 1, PART]
        if (j >= bottom) [j, q] = [bottom - 1, PART]
      }
      inside++
      const from = imul(j, stride) + imul(i, 3)
      const below = from + stride
      const se = imul(p, q)
      const ne = (p << PARTS) - se
      const sw = (q << PARTS) - se
      const nw = PART * PART - (p << PARTS) - sw
      into[at] =
        (imul(pixels[from], nw) +
          imul(pixels[from + 3], ne) +
          imul(pixels[below], sw) +
          imul(pixels[below + 3], se) +
          HALF) >>
        PLACES
      into[at + 1] =
        (imul(pixels[from + 1], nw) +
          imul(pixels[from + 4], ne) +
          imul(pixels[below + 1], sw) +
          imul(pixels[below + 4], se) +
          HALF) >>
        PLACES
      into[at + 2] =
        (imul(pixels[from + 2], nw) +
          imul(pixels[from + 5], ne) +
          imul(pixels[below + 2], sw) +
          imul(pixels[below + 5], se) +
          HALF) >>
        PLACES
    }
  }
  return inside
}

function fixed(value: number): number {
  return Math.round(value * (1 << PLACES)) | 0
}
