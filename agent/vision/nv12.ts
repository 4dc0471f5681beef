import { type Axis, axis } from './axis.ts'
import { COMMON, type Desk, type Place, roomy } from './desk.ts'
import type { Region } from './picture.ts'

const WORD = 4
/** Pixels that the kernels make at a time. */
const STEP = 8

/**
 * Draws a region of NV12 pictures of one size, resized: the rows of the picture that it takes go onto the desk, where luma and colour
 * are blended and turned into R, G, B. Of the picture nothing stays there.
 */
export class Nv12 {
  readonly #desk: Desk
  readonly #begin: number
  readonly #luma: Channels
  readonly #chroma: Channels
  readonly #width: number
  readonly #height: number
  readonly #drawn: number
  readonly #end: number

  /** The region of a picture of across × down pixels becomes width × height. */
  constructor(across: number, down: number, region: Region, width: number, height: number, place: Place = COMMON) {
    const { desk, begin, hasPicture } = place
    const half = { x: region.x / 2, y: region.y / 2, width: region.width / 2, height: region.height / 2 }
    this.#desk = desk
    this.#begin = begin
    this.#width = width
    this.#height = height
    this.#luma = new Channels(place, 0, 1, across, down, region, width, height)
    const [columns, lines] = [(width + 1) >> 1, (height + 1) >> 1]
    this.#chroma = new Channels(
      ...([{ desk, begin: this.#luma.end, hasPicture }, across * down, 2] as const),
      ...([across / 2, down / 2, half, columns, lines] as const),
    )
    this.#drawn = this.#chroma.end
    this.#end = this.#drawn + Math.max(3 * roomy(width * WORD), roomy(3 * width * height))
    desk.reserve(this.#end)
  }

  /** As R G B bytes from `from` on, rows `stride` bytes apart. */
  bytes(pixels: Uint8Array, field: Uint8Array, from: number, stride: number): void {
    const { kernels, buffer } = this.#desk
    this.#lay(pixels)
    const row = 3 * this.#width
    for (let y = 0, out = this.#drawn; y < this.#height; y++, out += row) {
      const luma = this.#luma.blend(y)
      const chroma = this.#chroma.blend(y >> 1)
      kernels.bytes(luma, luma + this.#width, chroma, chroma + this.#chroma.room, out)
    }
    const drawn = new Uint8Array(buffer, this.#drawn, row * this.#height)
    if (stride === row) field.set(drawn, from)
    else for (let y = 0; y < this.#height; y++) field.set(drawn.subarray(y * row, (y + 1) * row), from + y * stride)
    this.#wipe()
  }

  /** As planes of B, G, R, each `area` numbers long, of rows of `stride` numbers. Those that lie on the desk are drawn in place. */
  planes(pixels: Uint8Array, field: Float32Array, area: number, stride: number): void {
    const { kernels, buffer } = this.#desk
    this.#lay(pixels)
    const inPlace = field.buffer === buffer && this.#width % STEP === 0
    const apart = inPlace ? area * WORD : roomy(this.#width * WORD)
    const drawn = [0, 1, 2].map(i => new Float32Array(buffer, this.#drawn + i * roomy(this.#width * WORD), this.#width))
    for (let y = 0, at = 0; y < this.#height; y++, at += stride) {
      const luma = this.#luma.blend(y)
      const chroma = this.#chroma.blend(y >> 1)
      const out = inPlace ? field.byteOffset + at * WORD : this.#drawn
      kernels.planes(luma, luma + this.#width, chroma, chroma + this.#chroma.room, out, apart)
      if (!inPlace) for (let plane = 0; plane < 3; plane++) field.set(drawn[plane], at + plane * area)
    }
    this.#wipe()
  }

  #lay(pixels: Uint8Array): void {
    this.#luma.lay(pixels)
    this.#chroma.lay(pixels)
  }

  #wipe(): void {
    this.#desk.wipe(this.#begin, this.#end)
  }
}

/** Interleaved channels of one resolution: the rows that are looked at, tables and a blended row, on the desk from `begin` to `end`. */
class Channels {
  readonly end: number
  /** Bytes from a row of the first channel to the same one of the next. */
  readonly room: number
  readonly #desk: Desk
  readonly #channels: number
  readonly #columns: Columns
  readonly #rows: Axis
  readonly #isQuarter: boolean
  /** Part of the picture that is looked at, and where its first column is in it. */
  readonly #from: number
  readonly #length: number
  readonly #first: number
  readonly #stride: number
  readonly #bytes: number
  readonly #weights: number
  readonly #hasPicture: boolean
  readonly #picture: number
  readonly #line: number
  readonly #channel: number
  readonly #out: number
  /** The row of the output that stands at `out`. */
  #blended = -1

  constructor(
    { desk, begin, hasPicture }: Place,
    offset: number,
    channels: number,
    across: number,
    down: number,
    region: Region,
    width: number,
    height: number,
  ) {
    const columns = axis(across, region.x, region.width, width)
    const rows = axis(down, region.y, region.height, height)
    this.#desk = desk
    this.#rows = rows
    this.#channels = channels
    this.#stride = across * channels
    this.#from = offset + rows.start[0] * this.#stride
    this.#length = (rows.start[height - 1] + rows.taps - rows.start[0]) * this.#stride
    this.#first = columns.start[0] * channels
    this.#bytes = (columns.start[width - 1] + columns.taps - columns.start[0]) * channels
    this.#columns = new Columns(desk, begin, columns)
    this.#isQuarter = isHalf(rows) && isHalf(columns)
    this.#weights = this.#columns.end
    const picture = this.#weights + roomy(height * rows.taps * WORD)
    this.#hasPicture = hasPicture
    this.#picture = hasPicture ? this.#from : picture
    this.#line = hasPicture ? picture : picture + roomy(this.#length)
    this.#channel = this.#line + roomy(this.#bytes)
    this.#out = this.#channel + roomy(this.#bytes / channels)
    this.room = roomy(width)
    this.end = this.#out + channels * this.room
  }

  /** Lays the rows of a picture on the desk. */
  lay(pixels: Uint8Array): void {
    const { buffer } = this.#desk
    this.#columns.lay()
    new Int32Array(buffer, this.#weights).set(this.#rows.weight)
    if (!this.#hasPicture)
      new Uint8Array(buffer, this.#picture).set(pixels.subarray(this.#from, this.#from + this.#length))
    this.#blended = -1
  }

  /** Answers where row `y` of the output stands. */
  blend(y: number): number {
    if (y === this.#blended) return this.#out
    const { taps, start } = this.#rows
    const { kernels } = this.#desk
    const isAlone = this.#channels === 1
    let line = this.#picture + this.#first + (start[y] - start[0]) * this.#stride
    if (this.#isQuarter) {
      const quarter = isAlone ? kernels.quarter : kernels.quarterPairs
      quarter(line, this.#stride, this.#line, this.#line + this.#bytes / 2)
      line = this.#line
    } else if (taps > 1) {
      const weight = this.#weights + y * taps * WORD
      kernels.rows(line, this.#stride, weight, weight + taps * WORD, this.#line, this.#line + this.#bytes)
      line = this.#line
    }
    const isDone = this.#isQuarter || this.#columns.areSame
    if (isAlone && isDone) return line
    this.#blended = y
    for (let c = 0, out = this.#out; c < this.#channels; c++, out += this.room) {
      const to = isDone ? out : this.#channel
      if (!isAlone) kernels.alternate(line + c, to, to + this.#bytes / this.#channels)
      if (!isDone) this.#columns.blend(isAlone ? line : to, out)
    }
    return this.#out
  }
}

/** Whether each sample is the mean of two neighbours that no other is made of. */
function isHalf({ start, taps, weight }: Axis): boolean {
  return taps === 2 && start.every((at, i) => at === start[0] + 2 * i) && weight.every(share => share === weight[0])
}

/** How the columns of one channel are made, with tables on the desk from `begin` to `end`. */
class Columns {
  readonly end: number
  readonly areSame: boolean
  readonly #desk: Desk
  readonly #place: Int32Array
  readonly #weight: Int16Array
  readonly #places: number
  readonly #weights: number
  /** Bytes of weights for four columns. */
  readonly #reach: number

  constructor(desk: Desk, begin: number, { length, start, taps, weight }: Axis) {
    this.areSame = taps === 1 && start.every((column, i) => column === start[0] + i)
    this.#desk = desk
    const [fours, groups] = [Math.ceil(length / 4), Math.ceil(taps / 4)]
    this.#reach = 32 * groups
    this.#place = new Int32Array(4 * fours)
    this.#weight = new Int16Array(16 * fours * groups)
    for (let i = 0; i < length; i++) {
      this.#place[i] = start[i] - start[0]
      for (let tap = 0; tap < taps; tap++)
        this.#weight[16 * ((i >> 2) * groups + (tap >> 2)) + 4 * (i & 3) + (tap & 3)] = weight[i * taps + tap]
    }
    this.#places = begin
    this.#weights = begin + roomy(this.#place.byteLength)
    this.end = this.#weights + roomy(this.#weight.byteLength)
  }

  lay(): void {
    new Int32Array(this.#desk.buffer, this.#places).set(this.#place)
    new Int16Array(this.#desk.buffer, this.#weights).set(this.#weight)
  }

  blend(line: number, out: number): void {
    const end = this.#places + this.#place.byteLength
    this.#desk.kernels.columns(line, this.#places, end, this.#weights, this.#reach, out)
  }
}
