import { type Axis, axis } from './axis.ts'
import { kernels, scratch } from './kernels.ts'
import type { Region } from './picture.ts'

/** Bytes that the kernels work on at a time, and may write beyond what is asked for. */
const BLOCK = 64
const WORD = 4

const roomy = (bytes: number) => Math.ceil(bytes / BLOCK) * BLOCK + BLOCK

/**
 * Draws a region of NV12 pictures of one size, resized, row by row: luma and colour are blended and turned into R, G, B in memory
 * of the kernels, from where each row goes to its place. Of the picture nothing stays there.
 */
export class Nv12 {
  readonly #luma: Channels
  readonly #chroma: Channels
  readonly #width: number
  readonly #height: number
  readonly #row: number
  readonly #needed: number

  /** The region of a picture of across × down pixels becomes width × height. */
  constructor(across: number, down: number, region: Region, width: number, height: number) {
    const half = { x: region.x / 2, y: region.y / 2, width: region.width / 2, height: region.height / 2 }
    this.#width = width
    this.#height = height
    this.#luma = new Channels(0, 0, 1, across, down, region, width, height)
    const [columns, lines] = [(width + 1) >> 1, (height + 1) >> 1]
    this.#chroma = new Channels(this.#luma.end, across * down, 2, across / 2, down / 2, half, columns, lines)
    this.#row = this.#chroma.end
    this.#needed = this.#row + 3 * roomy(width * WORD)
  }

  /** As R G B bytes from `from` on, rows `stride` bytes apart. */
  bytes(pixels: Uint8Array, field: Uint8Array, from: number, stride: number): void {
    const memory = this.#begin()
    const row = new Uint8Array(memory, this.#row, 3 * this.#width)
    const [luma, chroma] = [this.#luma.out, this.#chroma.out]
    for (let y = 0, at = from; y < this.#height; y++, at += stride) {
      this.#blend(pixels, y)
      kernels.bytes(luma, luma + this.#width, chroma, chroma + this.#chroma.room, this.#row)
      field.set(row, at)
    }
    this.#wipe(memory)
  }

  /** As planes of B, G, R, each `area` numbers long, of rows of `stride` numbers. */
  planes(pixels: Uint8Array, field: Float32Array, area: number, stride: number): void {
    const memory = this.#begin()
    const room = roomy(this.#width * WORD)
    const [b, g, r] = [0, 1, 2].map(i => new Float32Array(memory, this.#row + i * room, this.#width))
    const [luma, chroma] = [this.#luma.out, this.#chroma.out]
    for (let y = 0, at = 0; y < this.#height; y++, at += stride) {
      this.#blend(pixels, y)
      kernels.planes(luma, luma + this.#width, chroma, chroma + this.#chroma.room, this.#row, room)
      field.set(b, at)
      field.set(g, at + area)
      field.set(r, at + 2 * area)
    }
    this.#wipe(memory)
  }

  #begin(): ArrayBuffer {
    const memory = scratch(this.#needed)
    this.#luma.begin(memory)
    this.#chroma.begin(memory)
    return memory
  }

  #blend(pixels: Uint8Array, y: number): void {
    this.#luma.blend(pixels, y)
    if ((y & 1) === 0) this.#chroma.blend(pixels, y >> 1)
  }

  #wipe(memory: ArrayBuffer): void {
    new Uint8Array(memory, 0, this.#needed).fill(0)
  }
}

/** Interleaved channels of one resolution, their tables and rows in the memory of the kernels, from `begin` to `end`. */
class Channels {
  readonly end: number
  /** Where a row of the first channel stands once it is blended; of the next, `room` bytes after. */
  readonly out: number
  readonly room: number
  readonly #channels: number
  readonly #columns: Axis
  readonly #rows: Axis
  readonly #place: Int32Array
  readonly #tables: number
  readonly #weights: number
  readonly #rowWeights: number
  readonly #copy: number
  readonly #line: number
  readonly #first: number
  readonly #stride: number
  readonly #bytes: number
  /** Whether a blended line is already what it shall be: one channel, no change of size. */
  readonly #asItIs: boolean
  #into = new Uint8Array(0)

  constructor(
    begin: number,
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
    this.#channels = channels
    this.#stride = across * channels
    this.#first = offset + start[0] * channels
    this.#bytes = (start[width - 1] + taps - start[0]) * channels
    this.#place = start.map(column => (column - start[0]) * channels)
    this.#asItIs = channels === 1 && taps === 1 && region.width === width
    this.room = roomy(width)
    this.#tables = begin
    this.#weights = this.#tables + roomy(width * WORD)
    this.#rowWeights = this.#weights + roomy(width * taps * WORD)
    this.#copy = this.#rowWeights + roomy(height * this.#rows.taps * WORD)
    this.#line = this.#copy + roomy((this.#rows.taps - 1) * this.#stride + this.#bytes)
    const blended = this.#line + roomy(this.#bytes)
    this.out = this.#asItIs ? this.#line : blended
    this.end = blended + channels * this.room
  }

  begin(memory: ArrayBuffer): void {
    new Int32Array(memory, this.#tables).set(this.#place)
    new Int32Array(memory, this.#weights).set(this.#columns.weight)
    new Int32Array(memory, this.#rowWeights).set(this.#rows.weight)
    this.#into = new Uint8Array(memory, this.#copy, (this.#rows.taps - 1) * this.#stride + this.#bytes)
  }

  /** Leaves row `y` of the output at `out`. */
  blend(pixels: Uint8Array, y: number): void {
    const { taps } = this.#rows
    const from = this.#first + this.#rows.start[y] * this.#stride
    this.#into.set(pixels.subarray(from, from + this.#into.length))
    const weight = this.#rowWeights + y * taps * WORD
    kernels.rows(this.#copy, this.#stride, weight, weight + taps * WORD, this.#line, this.#line + this.#bytes)
    if (this.#asItIs) return
    const [end, reach] = [this.#tables + this.#place.length * WORD, this.#columns.taps * WORD]
    for (let c = 0; c < this.#channels; c++)
      kernels.columns(this.#line + c, this.#channels, this.#tables, end, this.#weights, reach, this.out + c * this.room)
  }
}
