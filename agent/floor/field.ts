import type { Metres } from '../../config/units.ts'
import type { Area } from './area.ts'

/** Side of a cell. */
const CELL: Metres = 1
/** Around the rectangle that holds the shop. */
const MARGIN: Metres = 10

/** Where a sensor has seen people: squares of a metre, over the shop and what lies around it. */
export class Field {
  readonly #left: Metres
  readonly #bottom: Metres
  readonly #columns: number
  readonly #rows: number
  readonly #cells: Uint8Array

  constructor({ minX, minY, maxX, maxY }: Pick<Area, 'minX' | 'minY' | 'maxX' | 'maxY'>) {
    this.#left = minX - MARGIN
    this.#bottom = minY - MARGIN
    this.#columns = Math.ceil((maxX - minX + 2 * MARGIN) / CELL) + 1
    this.#rows = Math.ceil((maxY - minY + 2 * MARGIN) / CELL) + 1
    this.#cells = new Uint8Array(this.#columns * this.#rows)
  }

  /** Spots outside are left out. */
  mark(x: Metres, y: Metres): void {
    const column = Math.floor((x - this.#left) / CELL)
    const row = Math.floor((y - this.#bottom) / CELL)
    if (column >= 0 && column < this.#columns && row >= 0 && row < this.#rows)
      this.#cells[row * this.#columns + column] = 1
  }

  /** Whether somebody was seen in the square of a spot or in one that touches it. */
  holds(x: Metres, y: Metres): boolean {
    const column = Math.floor((x - this.#left) / CELL)
    const row = Math.floor((y - this.#bottom) / CELL)
    for (let r = Math.max(0, row - 1); r <= Math.min(this.#rows - 1, row + 1); r++)
      for (let c = Math.max(0, column - 1); c <= Math.min(this.#columns - 1, column + 1); c++)
        if (this.#cells[r * this.#columns + c] === 1) return true
    return false
  }
}
