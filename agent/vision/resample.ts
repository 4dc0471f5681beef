import { type Axis, axis } from './axis.ts'
import { writeRgb, writeYuv } from './colour.ts'
import type { Picture, Region } from './picture.ts'
import { blendColumns, blendRows } from './plane.ts'

/**
 * Cuts a region out of a picture, resizes it to width × height and writes it as R, G, B into the upper left corner of a field:
 * crop, resize and colour conversion in one pass over the rows. Tables and buffers are made once for a geometry and used for
 * every picture of it. The colour of an NV12 picture is resized to half the size of the output, as it is in the picture.
 */
export class Resampler {
  readonly #main: Plane
  readonly #chroma: Plane | undefined
  /** Whether a picture goes into the field as it is. */
  readonly #isSame: boolean

  constructor({ layout, width: across, height: down }: Picture, region: Region, width: number, height: number) {
    const isWhole = region.x === 0 && region.y === 0 && region.width === across && region.height === down
    this.#isSame = layout === 'rgb' && isWhole && width === across && height === down
    this.#main = new Plane(0, layout === 'rgb' ? 3 : 1, across, down, region, width, height)
    if (layout === 'rgb') return
    const half = { x: region.x / 2, y: region.y / 2, width: region.width / 2, height: region.height / 2 }
    this.#chroma = new Plane(across * down, 2, across / 2, down / 2, half, (width + 1) >> 1, (height + 1) >> 1)
  }

  /**
   * Writes the pixels of a picture of the layout and size that this was made for, from byte `from` of the field on; `stride` is
   * the width of the field in bytes. Bytes beside the output are left as they are.
   */
  write({ pixels }: Picture, field: Uint8Array, from: number, stride: number): void {
    const { out, height } = this.#main
    if (this.#isSame) {
      const row = 3 * out[0].length
      for (let y = 0, at = 0; y < height; y++, at += row) field.set(pixels.subarray(at, at + row), from + y * stride)
      return
    }
    const chroma = this.#chroma
    const clamped = new Uint8ClampedArray(field.buffer, field.byteOffset, field.length)
    // Made once and not for each row: a view of an array takes as long to make as a short row to resize.
    const words =
      pixels.byteOffset % WORD === 0 ? new Int32Array(pixels.buffer, pixels.byteOffset, pixels.length >> 2) : undefined
    for (let y = 0; y < height; y++) {
      this.#main.resizeRow(pixels, words, y)
      if (!chroma) writeRgb(out[0], out[1], out[2], clamped, from + y * stride)
      else {
        if ((y & 1) === 0) chroma.resizeRow(pixels, words, y >> 1)
        writeYuv(out[0], chroma.out[0], chroma.out[1], clamped, from + y * stride)
      }
    }
  }
}

/** Bytes a word: rows are blended a word at a time. */
const WORD = 4

/** Interleaved channels of one resolution, and how one row of the output is made of them. */
class Plane {
  readonly height: number
  /** One row of the output, each channel for itself. */
  readonly out: readonly Int32Array[]
  readonly #rows: Axis
  readonly #columns: Axis
  /** Byte of the picture at which the words of its first row begin that are looked at. */
  readonly #first: number
  readonly #stride: number
  /** Where in the blended line each column of the output begins. */
  readonly #place: Int32Array
  readonly #line: Int32Array
  readonly #lineBytes: Uint8Array
  /** Rows that do not lie on words in the picture are copied here, where they do. */
  readonly #copy: Int32Array
  readonly #copyBytes: Uint8Array

  constructor(
    offset: number,
    channels: number,
    across: number,
    down: number,
    region: Region,
    width: number,
    height: number,
  ) {
    this.#columns = axis(across, region.x, region.width, width)
    this.#rows = axis(down, region.y, region.height, height)
    const { start, taps } = this.#columns
    const first = start[0] * channels
    const aligned = first - ((offset + first) % WORD)
    const words = Math.ceil(((start[width - 1] + taps) * channels - aligned) / WORD)
    this.height = height
    this.out = Array.from({ length: channels }, () => new Int32Array(width))
    this.#first = offset + aligned
    this.#stride = across * channels
    this.#place = start.map(column => column * channels - aligned)
    this.#line = new Int32Array(words)
    this.#lineBytes = new Uint8Array(this.#line.buffer)
    this.#copy = new Int32Array(words * this.#rows.taps)
    this.#copyBytes = new Uint8Array(this.#copy.buffer)
  }

  /** Leaves row `y` of the output in `out`. `words` are those of the source, where it begins on one. */
  resizeRow(source: Uint8Array, words: Int32Array | undefined, y: number): void {
    const { taps, weight, start } = this.#rows
    const from = this.#first + start[y] * this.#stride
    if (words && (this.#first | this.#stride) % WORD === 0)
      blendRows(words, from / WORD, this.#stride / WORD, weight, y * taps, taps, this.#line)
    else {
      this.#copyRows(source, from, taps)
      blendRows(this.#copy, 0, this.#line.length, weight, y * taps, taps, this.#line)
    }
    const { out } = this
    for (let c = 0; c < out.length; c++)
      blendColumns(this.#lineBytes, this.#place, this.#columns.weight, this.#columns.taps, c, out.length, out[c])
  }

  #copyRows(source: Uint8Array, from: number, taps: number): void {
    const bytes = this.#lineBytes.length
    for (let k = 0; k < taps; k++)
      this.#copyBytes.set(source.subarray(from + k * this.#stride, from + k * this.#stride + bytes), k * bytes)
  }
}
