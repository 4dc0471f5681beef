import { writeRgb } from '../../vision/colour.ts'
import { Desk, roomy } from '../../vision/desk.ts'
import type { Picture, Region } from '../../vision/picture.ts'
import { kernels } from './kernels.ts'

/**
 * A part of a picture as R, G, B, made smaller by a whole step: each of its pixels is the mean of step × step pixels of the picture,
 * so that nothing finer than the crop can show can disturb it. It lies at the beginning of a desk that is kept for the next one, and
 * wiped in between; room that is asked for lies behind it.
 */
export class Patch {
  width = 0
  height = 0
  x = 0
  y = 0
  step = 1
  readonly desk = new Desk()
  readonly #kernels = kernels(this.desk.memory)
  #rows = [0, 1, 2].map(() => new Int32Array(0))
  #end = 0

  /** `region` lies in the picture, `step` is a power of two. Its corner is moved, its size cut, to what the step asks for. */
  draw(picture: Picture, region: Region, step: number, room = 0): void {
    const { layout, width: across, height: down } = picture
    const grain = layout === 'nv12' ? 2 * step : step
    this.x = Math.floor(region.x / grain) * grain
    this.y = Math.floor(region.y / grain) * grain
    this.width = Math.floor((Math.min(region.x + region.width, across) - this.x) / grain) * (grain / step)
    this.height = Math.floor((Math.min(region.y + region.height, down) - this.y) / grain) * (grain / step)
    this.step = step
    if (layout === 'rgb') this.#drawRgb(picture, room)
    else this.#drawNv12(picture, room)
  }

  /** Bytes of the desk that the pixels take, R G B. */
  get pixels(): Uint8ClampedArray<ArrayBuffer> {
    return new Uint8ClampedArray(this.desk.buffer, 0, this.width * this.height * 3)
  }

  /** Where the room begins that was asked for. */
  get room(): number {
    return roomy(this.width * this.height * 3)
  }

  /** Nothing that was seen stays in memory. */
  wipe(): void {
    new Uint8Array(this.desk.buffer, 0, this.#end).fill(0)
    for (const row of this.#rows) row.fill(0)
    this.#end = 0
  }

  #drawRgb({ width: across, pixels }: Picture, room: number): void {
    this.#reserve(this.room + room)
    const { width, step } = this
    if (this.#rows[0].length < width) {
      for (const row of this.#rows) row.fill(0)
      this.#rows = this.#rows.map(() => new Int32Array(width))
    }
    const [r, g, b] = this.#rows.map(row => row.subarray(0, width))
    const out = this.pixels
    for (let row = 0; row < this.height; row++) {
      const from = ((this.y + row * step) * across + this.x) * 3
      if (step === 1) {
        out.set(pixels.subarray(from, from + width * 3), row * width * 3)
        continue
      }
      for (const [channel, means] of [r, g, b].entries()) meansOf(pixels, from + channel, across * 3, step, means)
      writeRgb(r, g, b, out, row * width * 3)
    }
  }

  /** Rows of the picture, and what they are made to on the way, lie behind the room. */
  #drawNv12({ width: across, height: down, pixels }: Picture, room: number): void {
    const { width, height, step } = this
    const luma = this.room + roomy(room)
    const chroma = luma + roomy(height * step * across)
    const channel = chroma + roomy((height / 2) * step * across)
    const line = roomy(width * step)
    const [sums, bright, u, v, end] = Array.from({ length: 5 }, (_, i) => channel + (step + 2 * i) * line)
    this.#reserve(end)
    const { buffer, kernels } = this.desk
    const lay = (from: number, bytes: number, at: number) =>
      new Uint8Array(buffer, at).set(pixels.subarray(from, from + bytes))
    lay(this.y * across, height * step * across, luma)
    lay(across * (down + this.y / 2), (height / 2) * step * across, chroma)
    for (let row = 0; row < height; row++) {
      const from = luma + row * step * across + this.x
      if (step > 1) this.#means(from, across, sums, bright, width)
      if ((row & 1) === 0) {
        const colour = chroma + (row >> 1) * step * across + this.x
        for (const [c, to] of [u, v].entries()) {
          const thin = step > 1 ? channel : to
          const half = (width / 2) * step
          for (let i = 0; i < step; i++)
            kernels.alternate(colour + c + i * across, thin + i * line, thin + i * line + half)
          if (step > 1) this.#means(channel, line, sums, to, width / 2)
        }
      }
      const lumaRow = step > 1 ? bright : from
      kernels.bytes(lumaRow, lumaRow + width, u, v, row * width * 3)
    }
  }

  /** Means of step × step bytes, of rows `stride` apart. */
  #means(from: number, stride: number, sums: number, out: number, count: number): void {
    const { step } = this
    const end = out + count
    if (step === 2) this.#kernels.means4(from, stride, out, end)
    else {
      this.#kernels.sums(from, stride, from + step * stride, sums, sums + 2 * step * count)
      this.#kernels.means(sums, 2 * step, (step * step) >> 1, 2 * Math.log2(step), out, end)
    }
  }

  #reserve(end: number): void {
    this.desk.reserve(end)
    this.#end = Math.max(this.#end, end)
  }
}

/** Means of step × step pixels of one of three channels, rows `stride` bytes apart. */
function meansOf(source: Uint8Array, from: number, stride: number, step: number, out: Int32Array): void {
  const area = step * step
  const along = step * 3
  for (let x = 0, at = from; x < out.length; x++, at += along) {
    let sum = area >> 1
    for (let j = 0, row = at; j < step; j++, row += stride) for (let i = 0; i < along; i += 3) sum += source[row + i]
    out[x] = (sum / area) | 0
  }
}
