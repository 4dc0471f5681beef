import { writeRgb, writeYuv } from '../../vision/colour.ts'
import type { Picture, Region } from '../../vision/picture.ts'

/**
 * A part of a picture as R, G, B, made smaller by a whole step: each of its pixels is the mean of step × step pixels of the picture,
 * so that nothing finer than the crop can show can disturb it. The memory is kept for the next one, and wiped in between.
 */
export class Patch {
  width = 0
  height = 0
  x = 0
  y = 0
  step = 1
  pixels = new Uint8ClampedArray(0)
  #rows = [0, 1, 2].map(() => new Int32Array(0))
  #used = 0

  /** `region` lies in the picture, `step` is a power of two. Its corner is moved, its size cut, to what the step asks for. */
  draw({ layout, width: across, height: down, pixels }: Picture, region: Region, step: number): void {
    const grain = layout === 'nv12' ? 2 * step : step
    this.x = Math.floor(region.x / grain) * grain
    this.y = Math.floor(region.y / grain) * grain
    this.width = Math.floor((Math.min(region.x + region.width, across) - this.x) / grain) * (grain / step)
    this.height = Math.floor((Math.min(region.y + region.height, down) - this.y) / grain) * (grain / step)
    this.step = step
    this.#reserve()
    const [first, second, third] = this.#rows.map(row => row.subarray(0, this.width))
    const half = this.width >> 1
    for (let row = 0; row < this.height; row++) {
      const top = this.y + row * step
      const at = row * this.width * 3
      if (layout === 'rgb') {
        for (const [channel, out] of [first, second, third].entries())
          means(pixels, (top * across + this.x) * 3 + channel, across * 3, 3, step, this.width, out)
        writeRgb(first, second, third, this.pixels, at)
        continue
      }
      means(pixels, top * across + this.x, across, 1, step, this.width, first)
      if ((row & 1) === 0) {
        const colour = across * down + (this.y / 2 + (row >> 1) * step) * across + this.x
        means(pixels, colour, across, 2, step, half, second)
        means(pixels, colour + 1, across, 2, step, half, third)
      }
      writeYuv(first, second, third, this.pixels, at)
    }
  }

  /** Nothing that was seen stays in memory. */
  wipe(): void {
    this.pixels.fill(0, 0, this.#used)
    for (const row of this.#rows) row.fill(0)
    this.#used = 0
  }

  #reserve(): void {
    this.#used = Math.max(this.#used, this.width * this.height * 3)
    if (this.pixels.length < this.#used) {
      this.pixels.fill(0)
      this.pixels = new Uint8ClampedArray(this.#used)
    }
    if (this.#rows[0].length >= this.width) return
    for (const row of this.#rows) row.fill(0)
    this.#rows = this.#rows.map(() => new Int32Array(this.width))
  }
}

/** Means of step × step bytes, `channels` apart along a row and `stride` apart from row to row. */
function means(
  source: Uint8Array,
  from: number,
  stride: number,
  channels: number,
  step: number,
  count: number,
  out: Int32Array,
): void {
  if (step === 1) {
    for (let x = 0, at = from; x < count; x++, at += channels) out[x] = source[at]
    return
  }
  const area = step * step
  const along = step * channels
  for (let x = 0, at = from; x < count; x++, at += along) {
    let sum = area >> 1
    for (let j = 0, row = at; j < step; j++, row += stride)
      for (let i = 0; i < along; i += channels) sum += source[row + i]
    out[x] = (sum / area) | 0
  }
}
