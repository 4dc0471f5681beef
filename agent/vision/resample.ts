import { type Axis, axis } from './axis.ts'
import { writeRgb, writeYuv } from './colour.ts'
import type { Picture, Region } from './picture.ts'
import { sumColumns, sumRows } from './plane.ts'

/**
 * Cuts a region out of a picture, resizes it to width × height and writes it as R, G, B into the upper left corner of
 * a field: crop, resize and colour conversion in one pass over the rows. Tables and buffers are made once for a geometry and
 * used for every picture of it. The colour of an NV12 picture is resized to half the size of the output, as it is in the picture.
 */
export class Resampler {
  readonly #main: Plane
  readonly #chroma: Plane | undefined

  constructor(picture: Picture, region: Region, width: number, height: number) {
    if (picture.layout === 'rgb') {
      this.#main = plane(0, 3, picture.width, picture.height, region, width, height)
      return
    }
    this.#main = plane(0, 1, picture.width, picture.height, region, width, height)
    const half = { x: region.x / 2, y: region.y / 2, width: region.width / 2, height: region.height / 2 }
    const luma = picture.width * picture.height
    this.#chroma = plane(luma, 2, picture.width / 2, picture.height / 2, half, (width + 1) >> 1, (height + 1) >> 1)
  }

  /**
   * Writes the pixels of a picture of the layout and size that this was made for, from byte `from` of the field on; `stride` is
   * the width of the field in bytes. Bytes beside the output are left as they are.
   */
  write(picture: Picture, field: Uint8Array, from: number, stride: number): void {
    const main = this.#main
    const chroma = this.#chroma
    for (let y = 0; y < main.rows.length; y++) {
      resizeRow(picture.pixels, main, y)
      if (chroma === undefined) writeRgb(main.out[0], main.out[1], main.out[2], field, from + y * stride)
      else {
        if ((y & 1) === 0) resizeRow(picture.pixels, chroma, y >> 1)
        writeYuv(main.out[0], chroma.out[0], chroma.out[1], field, from + y * stride)
      }
    }
  }
}

/** Interleaved channels of one resolution, with room for one row of sums and for one row of each channel's output. */
interface Plane {
  /** Of the first byte of the first row that belongs to the region's columns. */
  readonly offset: number
  readonly stride: number
  /** Where in `sum` each column of the output begins. */
  readonly place: Int32Array
  readonly columns: Axis
  readonly rows: Axis
  readonly sum: Int32Array
  readonly out: readonly Int32Array[]
}

function plane(
  offset: number,
  channels: number,
  sourceWidth: number,
  sourceHeight: number,
  region: Region,
  width: number,
  height: number,
): Plane {
  const columns = axis(sourceWidth, region.x, region.width, width)
  const rows = axis(sourceHeight, region.y, region.height, height)
  const first = columns.start[0]
  const bytes = (columns.start[width - 1] + columns.taps - first) * channels
  return {
    offset: offset + first * channels,
    stride: sourceWidth * channels,
    place: columns.start.map(start => (start - first) * channels),
    columns,
    rows,
    sum: new Int32Array(bytes),
    out: Array.from({ length: channels }, () => new Int32Array(width)),
  }
}

function resizeRow(source: Uint8Array, plane: Plane, y: number): void {
  const { offset, stride, rows, columns, place, sum, out } = plane
  sumRows(source, offset, stride, rows, y, sum)
  for (let c = 0; c < out.length; c++) sumColumns(sum, place, columns, c, out.length, out[c])
}
