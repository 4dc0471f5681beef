import { type Axis, axis } from './axis.ts'
import { writeRgb } from './colour.ts'
import type { Place } from './desk.ts'
import { Nv12 } from './nv12.ts'
import type { Picture, Region } from './picture.ts'
import { blendColumns, blendRows } from './plane.ts'

/**
 * Cuts a region out of a picture, resizes it to width × height and writes it as R, G, B into the upper left corner of a field:
 * crop, resize and colour conversion in one pass over the rows. Tables and buffers are made once for a geometry and used for
 * every picture of it. The colour of an NV12 picture is resized to half the size of the output, as it is in the picture.
 */
export class Resampler {
  readonly #rgb: Plane | undefined
  readonly #nv12: Nv12 | undefined
  /** Whether a picture goes into the field as it is. */
  readonly #isSame: boolean

  constructor(
    { layout, width: across, height: down }: Picture,
    region: Region,
    width: number,
    height: number,
    place?: Place,
  ) {
    const isWhole = region.x === 0 && region.y === 0 && region.width === across && region.height === down
    this.#isSame = layout === 'rgb' && isWhole && width === across && height === down
    if (layout === 'rgb') this.#rgb = new Plane(0, 3, across, down, region, width, height)
    else this.#nv12 = new Nv12(across, down, region, width, height, place)
  }

  /**
   * Writes the pixels of a picture of the layout and size that this was made for, from byte `from` of the field on; `stride` is
   * the width of the field in bytes. Bytes beside the output are left as they are.
   */
  write({ pixels }: Picture, field: Uint8Array, from: number, stride: number): void {
    this.#nv12?.bytes(pixels, field, from, stride)
    if (!this.#rgb) return
    const { out, height } = this.#rgb
    if (this.#isSame) {
      const row = 3 * out[0].length
      if (stride === row) field.set(pixels.subarray(0, row * height), from)
      else
        for (let y = 0, at = 0; y < height; y++, at += row) field.set(pixels.subarray(at, at + row), from + y * stride)
      return
    }
    const clamped = new Uint8ClampedArray(field.buffer, field.byteOffset, field.length)
    // Made once and not for each row: a view of an array takes as long to make as a short row to resize.
    const words =
      pixels.byteOffset % WORD === 0 ? new Int32Array(pixels.buffer, pixels.byteOffset, pixels.length >> 2) : undefined
    for (let y = 0; y < height; y++) {
      this.#rgb.resizeRow(pixels, words, y)
      writeRgb(out[0], out[1], out[2], clamped, from + y * stride)
    }
  }

  /**
   * Writes an NV12 picture as planes of B, G, R, each `area` numbers long, of rows of `stride` numbers, from the upper left corner.
   * False, and nothing written, where the layout is another.
   */
  writePlanes({ pixels }: Picture, planes: Float32Array, area: number, stride: number): boolean {
    this.#nv12?.planes(pixels, planes, area, stride)
    return this.#nv12 !== undefined
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
