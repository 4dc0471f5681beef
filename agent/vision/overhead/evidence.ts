import type { Metres } from '../../../config/units.ts'
import type { Heights } from './heights.ts'

/** Cells around a centre, as offsets: what lies in a disc or a ring, and the direction of each in twelfths of a turn. */
export interface Ring {
  readonly dx: Int8Array
  readonly dy: Int8Array
  readonly sector: Uint8Array
}

export const SECTORS = 12

export function ring(cell: Metres, from: Metres, to: Metres): Ring {
  const reach = Math.ceil(to / cell)
  const inside: [number, number][] = []
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      const metres = cell * Math.hypot(dx, dy)
      if (metres >= from && metres <= to) inside.push([dx, dy])
    }
  }
  return {
    dx: Int8Array.from(inside, ([dx]) => dx),
    dy: Int8Array.from(inside, ([, dy]) => dy),
    sector: Uint8Array.from(inside, ([dx, dy]) => Math.floor(((Math.atan2(dy, dx) / (2 * Math.PI) + 1) % 1) * SECTORS)),
  }
}

/** The crown of a head: as far below its highest point as a skull is round. */
const CROWN: Metres = 0.15
/** Shoulders lie this far below the highest point, at most. */
const SHOULDERS: Metres = 0.6
/** Of the crown of a head 20 cm wide half must be seen, and of the shoulders the area of a hand. */
const CROWN_AREA = 0.5 * Math.PI * 0.1 * 0.1
const SHOULDER_AREA = 0.012
/** Score of a head whose shoulders are not seen: behind a shelf they are hidden, under a lamp there are none. */
const HIDDEN = 0.4
/** Share of the directions in which it goes on at the height of the crown: a tenth may be a neighbour, a quarter is a corner. */
const NARROW = 0.1
const WIDE = 0.25

/**
 * How much a peak of the map looks like a head on shoulders: a crown of the size of a skull, with nothing as high around it,
 * and something below it at its sides. A shelf has no end, a lamp has no shoulders.
 */
export class Evidence {
  /** Plan coordinates of the middle of the crown last looked at. */
  x: Metres = 0
  y: Metres = 0
  readonly #heights: Heights
  readonly #solid: Float32Array
  readonly #crown: Ring
  readonly #shoulders: Ring
  readonly #around: Ring
  readonly #high = new Uint8Array(SECTORS)

  /** `solid` has the smoothed height of every cell that stands out from the background, 0 elsewhere. */
  constructor(heights: Heights, solid: Float32Array) {
    this.#heights = heights
    this.#solid = solid
    this.#crown = ring(heights.cell, 0, 0.14)
    this.#shoulders = ring(heights.cell, 0.13, 0.3)
    this.#around = ring(heights.cell, 0.24, 0.32)
  }

  /** 0 … 1 of the peak in a cell. Sets `x` and `y`. */
  of(column: number, row: number, top: Metres): number {
    const { cell } = this.#heights
    const crown = this.#centre(column, row, top) * cell * cell
    const shoulders = this.#below(column, row, top) * cell * cell
    const wide = this.#directions(column, row, top) / SECTORS
    const narrow = Math.min(1, Math.max(0, (WIDE - wide) / (WIDE - NARROW)))
    const carried = HIDDEN + (1 - HIDDEN) * Math.min(1, shoulders / SHOULDER_AREA)
    return Math.min(1, crown / CROWN_AREA) * carried * narrow
  }

  /** Cells of the crown; their mean becomes the place of the head. */
  #centre(column: number, row: number, top: Metres): number {
    const { dx, dy } = this.#crown
    let [count, sumX, sumY] = [0, 0, 0]
    for (let i = 0; i < dx.length; i++) {
      if (this.#at(column + dx[i]!, row + dy[i]!) < top - CROWN) continue
      count++
      sumX += dx[i]!
      sumY += dy[i]!
    }
    this.x = this.#heights.x + (column + 0.5 + sumX / count) * this.#heights.cell
    this.y = this.#heights.y + (row + 0.5 + sumY / count) * this.#heights.cell
    return count
  }

  #below(column: number, row: number, top: Metres): number {
    const { dx, dy } = this.#shoulders
    let count = 0
    for (let i = 0; i < dx.length; i++) {
      const metres = this.#at(column + dx[i]!, row + dy[i]!)
      if (metres > top - SHOULDERS && metres < top - CROWN) count++
    }
    return count
  }

  #directions(column: number, row: number, top: Metres): number {
    const { dx, dy, sector } = this.#around
    this.#high.fill(0)
    for (let i = 0; i < dx.length; i++) {
      if (this.#at(column + dx[i]!, row + dy[i]!) > top - CROWN) this.#high[sector[i]!] = 1
    }
    return this.#high.reduce((sum, high) => sum + high, 0)
  }

  #at(column: number, row: number): Metres {
    const { columns, rows } = this.#heights
    return column < 0 || row < 0 || column >= columns || row >= rows ? 0 : this.#solid[row * columns + column]!
  }
}
