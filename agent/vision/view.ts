import type { Place } from './desk.ts'
import type { Picture, Region } from './picture.ts'
import { Resampler } from './resample.ts'

/** How a region goes into the field of a net: stretched over all of it, or scaled to fit with black around or below it. */
export type Fit = 'stretched' | 'centred' | 'cornered'

/**
 * A region of pictures of one geometry, as a net sees it: drawn into a field of width × height pixels, R G B. What the net finds
 * in the field is put back into the picture by `x` and `y`.
 */
export class View {
  readonly region: Region
  /** Pixels of the picture to one of the field. */
  readonly scaleX: number
  readonly scaleY: number
  readonly #left: number
  readonly #top: number
  readonly #width: number
  readonly #fills: boolean
  readonly #resampler: Resampler

  /** `most` limits how much the region is enlarged. An NV12 picture is drawn on the desk at `place`. */
  constructor(
    picture: Picture,
    region: Region,
    width: number,
    height: number,
    fit: Fit,
    most = Number.POSITIVE_INFINITY,
    place?: Place,
  ) {
    const scale = Math.min(width / region.width, height / region.height, most)
    const drawn = (side: number, field: number) =>
      fit === 'stretched' ? field : Math.min(Math.max(Math.round(side * scale), 1), field)
    const drawnWidth = drawn(region.width, width)
    const drawnHeight = drawn(region.height, height)
    this.region = region
    this.scaleX = region.width / drawnWidth
    this.scaleY = region.height / drawnHeight
    this.#left = fit === 'centred' ? (width - drawnWidth) >> 1 : 0
    this.#top = fit === 'centred' ? (height - drawnHeight) >> 1 : 0
    this.#width = width
    this.#fills = drawnWidth === width && drawnHeight === height
    this.#resampler = new Resampler(picture, region, drawnWidth, drawnHeight, place)
  }

  draw(picture: Picture, field: Uint8Array): void {
    if (!this.#fills) field.fill(0)
    this.#resampler.write(picture, field, 3 * (this.#top * this.#width + this.#left), 3 * this.#width)
  }

  /** The same as planes of B, G, R; the region lies in their upper left corner. `field` is room to draw in. */
  drawPlanes(picture: Picture, planes: Float32Array, field: Uint8Array): void {
    const area = planes.length / 3
    if (this.#resampler.writePlanes(picture, planes, area, this.#width)) return
    this.draw(picture, field)
    for (let i = 0, at = 0; i < area; i++, at += 3) {
      planes[i] = field[at + 2]
      planes[area + i] = field[at + 1]
      planes[2 * area + i] = field[at]
    }
  }

  x(inField: number): number {
    return this.region.x + (inField - this.#left) * this.scaleX
  }

  y(inField: number): number {
    return this.region.y + (inField - this.#top) * this.scaleY
  }
}
