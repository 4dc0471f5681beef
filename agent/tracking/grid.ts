import { room } from './room.ts'

/** Cells beyond this make the sorting dearer than the looking; above it the cells get larger. */
const MAX_CELLS = 4096

/** Points in the plane, sorted into square cells, so that those near a place are found without looking at the rest. */
export class Grid {
  #left = 0
  #top = 0
  #perUnit = 0
  #columns = 1
  #rows = 1
  #start = new Int32Array(64)
  #cell = new Int32Array(64)
  #item = new Int32Array(64)
  #x: Float64Array = new Float64Array(0)
  #y: Float64Array = new Float64Array(0)
  /** Points found by the last `near`. */
  found = new Int32Array(64)

  /**
   * Takes the first `count` points that `x` and `y` hold, which are finite and stay as they are while questions are asked.
   * `cell` is the side of a cell that would suit the questions; it changes their cost, not their answers.
   */
  fill(x: Float64Array, y: Float64Array, count: number, cell: number): void {
    this.#x = x
    this.#y = y
    this.#measure(x, y, count, cell)
    const cells = this.#columns * this.#rows
    this.#start = room(this.#start, cells + 2).fill(0, 0, cells + 2)
    this.#cell = room(this.#cell, count)
    this.#item = room(this.#item, count)
    this.found = room(this.found, count)
    for (let i = 0; i < count; i++) {
      const at = this.#column(x[i]) + this.#columns * this.#row(y[i])
      this.#cell[i] = at
      this.#start[at + 2]++
    }
    for (let c = 2; c < cells + 2; c++) this.#start[c] += this.#start[c - 1]
    for (let i = 0; i < count; i++) this.#item[this.#start[this.#cell[i] + 1]++] = i
  }

  /** How many points lie at most `across` and `down` from a centre; they stand in `found`. */
  near(x: number, y: number, across: number, down: number): number {
    const first = this.#column(x - across)
    const last = this.#column(x + across)
    const bottom = this.#row(y + down)
    let count = 0
    for (let row = this.#row(y - down); row <= bottom; row++) {
      const to = this.#start[row * this.#columns + last + 1]
      for (let i = this.#start[row * this.#columns + first]; i < to; i++) {
        const item = this.#item[i]
        if (Math.abs(this.#x[item] - x) <= across && Math.abs(this.#y[item] - y) <= down) this.found[count++] = item
      }
    }
    return count
  }

  #measure(x: Float64Array, y: Float64Array, count: number, cell: number): void {
    let right = (this.#left = count > 0 ? x[0] : 0)
    let bottom = (this.#top = count > 0 ? y[0] : 0)
    for (let i = 1; i < count; i++) {
      this.#left = Math.min(this.#left, x[i])
      this.#top = Math.min(this.#top, y[i])
      right = Math.max(right, x[i])
      bottom = Math.max(bottom, y[i])
    }
    const width = right - this.#left
    const height = bottom - this.#top
    const side = Math.max(cell, Math.sqrt((width * height) / MAX_CELLS), Math.max(width, height) / MAX_CELLS)
    this.#perUnit = Number.isFinite(1 / side) ? 1 / side : 0
    this.#columns = Math.floor(width * this.#perUnit) + 1
    this.#rows = Math.floor(height * this.#perUnit) + 1
  }

  #column(x: number): number {
    const column = Math.floor((x - this.#left) * this.#perUnit)
    return column < 0 ? 0 : column < this.#columns ? column : this.#columns - 1
  }

  #row(y: number): number {
    const row = Math.floor((y - this.#top) * this.#perUnit)
    return row < 0 ? 0 : row < this.#rows ? row : this.#rows - 1
  }
}
