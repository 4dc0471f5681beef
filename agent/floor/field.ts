import type { Metres } from '../../config/units.ts'
import type { Area } from './area.ts'

/** Side of a cell. */
const CELL: Metres = 1
/** Around the rectangle that holds the shop. */
const MARGIN: Metres = 10
/** The square of a spot and those that touch it. */
export const AROUND = 9

/** Where a sensor has seen people, and how often: squares of a metre, over the shop and what lies around it. */
export class Field {
  readonly #left: Metres
  readonly #bottom: Metres
  readonly #columns: number
  readonly #rows: number
  readonly #looks: Float64Array

  constructor({ minX, minY, maxX, maxY }: Pick<Area, 'minX' | 'minY' | 'maxX' | 'maxY'>) {
    this.#left = minX - MARGIN
    this.#bottom = minY - MARGIN
    this.#columns = Math.ceil((maxX - minX + 2 * MARGIN) / CELL) + 1
    this.#rows = Math.ceil((maxY - minY + 2 * MARGIN) / CELL) + 1
    this.#looks = new Float64Array(this.#columns * this.#rows)
  }

  /** Spots outside are left out. */
  mark(x: Metres, y: Metres): void {
    const column = Math.floor((x - this.#left) / CELL)
    const row = Math.floor((y - this.#bottom) / CELL)
    if (column >= 0 && column < this.#columns && row >= 0 && row < this.#rows)
      this.#looks[row * this.#columns + column]++
  }

  /** Adds how often somebody was seen in the square of a spot and in each that touches it, row by row. */
  around(x: Metres, y: Metres, into: Float64Array): void {
    const column = Math.floor((x - this.#left) / CELL)
    const row = Math.floor((y - this.#bottom) / CELL)
    let i = 0
    for (let r = row - 1; r <= row + 1; r++)
      for (let c = column - 1; c <= column + 1; c++, i++)
        if (r >= 0 && r < this.#rows && c >= 0 && c < this.#columns) into[i] += this.#looks[r * this.#columns + c]
  }
}
