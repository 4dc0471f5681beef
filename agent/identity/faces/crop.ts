import type { Picture, Region } from '../../vision/picture.ts'
import { Patch } from './patch.ts'
import { A, B, inverse, SIMILARITY, scaleOf, X, Y } from './similarity.ts'
import { SIDE } from './template.ts'

/** Bytes of a crop: R, G, B of SIDE × SIDE pixels. */
export const CROP = SIDE * SIDE * 3

/** Fractions of a pixel, and the same for two of them multiplied. */
const PART = 256
const PARTS = 16

/**
 * Cuts faces out of pictures: turned, scaled and shifted by a similarity, black beyond the picture's edge as dlib had it in
 * training. A face larger than the crop is first averaged down to between 0.7 and 1.4 times its size, then sampled bilinearly.
 */
export class Cropper {
  readonly #patch = new Patch()
  readonly #back = new Float64Array(SIMILARITY)

  /**
   * Writes the crop into `into` from byte `at` on; returns which part of it lies in the picture. `toCrop` leads from the pixels of
   * the picture to those of the crop; coordinates are of corners, not of centres, of pixels.
   */
  cut(picture: Picture, toCrop: Float64Array, into: Uint8Array, at: number): number {
    inverse(toCrop, this.#back)
    const region = covered(this.#back, picture)
    if (region.width < 4 || region.height < 4) {
      into.fill(0, at, at + CROP)
      return 0
    }
    const step = 2 ** Math.max(Math.round(Math.log2(scaleOf(this.#back))), 0)
    this.#patch.draw(picture, region, step)
    return warp(this.#patch, this.#back, into, at) / (SIDE * SIDE)
  }

  wipe(): void {
    this.#patch.wipe()
    this.#back.fill(0)
  }
}

/** The upright rectangle of the picture in which the crop lies, with a margin for neighbours of its border. */
function covered(back: Float64Array, { width, height }: Picture): Region {
  const middle = SIDE / 2
  const half = middle * (Math.abs(back[A]) + Math.abs(back[B])) + 2 * Math.max(scaleOf(back), 1)
  const x = back[A] * middle - back[B] * middle + back[X]
  const y = back[B] * middle + back[A] * middle + back[Y]
  const left = Math.min(Math.max(Math.floor(x - half), 0), width)
  const top = Math.min(Math.max(Math.floor(y - half), 0), height)
  const right = Math.min(Math.max(Math.ceil(x + half), left), width)
  const bottom = Math.min(Math.max(Math.ceil(y + half), top), height)
  return { x: left, y: top, width: right - left, height: bottom - top }
}

/** Samples the patch for each pixel of the crop; returns how many of them lay in it. */
function warp({ pixels, width, height, x, y, step }: Patch, back: Float64Array, into: Uint8Array, at: number): number {
  const [a, b] = [back[A] / step, back[B] / step]
  const [right, bottom] = [width - 1, height - 1]
  const stride = width * 3
  let inside = 0
  for (let row = 0; row < SIDE; row++) {
    let u = a * 0.5 - b * (row + 0.5) + (back[X] - x) / step - 0.5
    let v = b * 0.5 + a * (row + 0.5) + (back[Y] - y) / step - 0.5
    for (let column = 0; column < SIDE; column++, at += 3, u += a, v += b) {
      if (u < -0.5 || v < -0.5 || u > right + 0.5 || v > bottom + 0.5) {
        into[at] = into[at + 1] = into[at + 2] = 0
        continue
      }
      inside++
      const i = Math.min(Math.max(u, 0), right - 1) | 0
      const j = Math.min(Math.max(v, 0), bottom - 1) | 0
      const p = Math.min(Math.max((u - i) * PART, 0), PART) | 0
      const q = Math.min(Math.max((v - j) * PART, 0), PART) | 0
      const from = j * stride + i * 3
      const below = from + stride
      const [nw, ne, sw, se] = [(PART - p) * (PART - q), p * (PART - q), (PART - p) * q, p * q]
      for (let c = 0; c < 3; c++)
        into[at + c] =
          (pixels[from + c] * nw +
            pixels[from + 3 + c] * ne +
            pixels[below + c] * sw +
            pixels[below + 3 + c] * se +
            32768) >>
          PARTS
    }
  }
  return inside
}
