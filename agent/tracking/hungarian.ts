import { room } from './room.ts'

/**
 * The exact assignment of a small dense matrix, by shortest augmenting paths with potentials (Jonker, Volgenant 1987).
 * Our own, because the matrix is a handful of rows a hundred times an update: the library's arrays of arrays took longer
 * than all the rest of the tracker.
 */
export class Hungarian {
  #rows = 0
  #columns = 0
  #gain = new Float64Array(64)
  #given = new Int32Array(16)
  /** Below, index 0 is the row or column that stands for none. */
  #rowPrice = new Float64Array(16)
  #columnPrice = new Float64Array(16)
  #rowOf = new Int32Array(16)
  #from = new Int32Array(16)
  #least = new Float64Array(16)
  #seen = new Uint8Array(16)

  /** A matrix of zeros, row by row, to be filled with gains. There are at least as many columns as rows. */
  matrix(rows: number, columns: number): Float64Array {
    this.#rows = rows
    this.#columns = columns
    this.#gain = room(this.#gain, rows * columns).fill(0, 0, rows * columns)
    this.#given = room(this.#given, rows)
    this.#rowPrice = room(this.#rowPrice, rows + 1).fill(0, 0, rows + 1)
    this.#columnPrice = room(this.#columnPrice, columns + 1).fill(0, 0, columns + 1)
    this.#rowOf = room(this.#rowOf, columns + 1).fill(0, 0, columns + 1)
    this.#from = room(this.#from, columns + 1)
    this.#least = room(this.#least, columns + 1)
    this.#seen = room(this.#seen, columns + 1)
    return this.#gain
  }

  /** The column of each row so that the sum of the gains is greatest. Every row gets one. */
  solve(): Int32Array {
    for (let row = 1; row <= this.#rows; row++) this.#place(row)
    for (let column = 1; column <= this.#columns; column++) {
      const row = this.#rowOf[column]!
      if (row > 0) this.#given[row - 1] = column - 1
    }
    return this.#given
  }

  /** Finds the cheapest chain of rows that move over so that `row` gets a column. */
  #place(row: number): void {
    const columns = this.#columns
    this.#least.fill(Number.POSITIVE_INFINITY, 0, columns + 1)
    this.#seen.fill(0, 0, columns + 1)
    this.#rowOf[0] = row
    let at = 0
    do at = this.#step(at)
    while (this.#rowOf[at] !== 0)
    do {
      const before = this.#from[at]!
      this.#rowOf[at] = this.#rowOf[before]!
      at = before
    } while (at !== 0)
  }

  /** One step of Dijkstra: the nearest column not seen yet, with the prices moved so that the path to it costs nothing. */
  #step(at: number): number {
    const columns = this.#columns
    const row = this.#rowOf[at]!
    const line = (row - 1) * columns - 1
    this.#seen[at] = 1
    let least = Number.POSITIVE_INFINITY
    let next = 0
    for (let j = 1; j <= columns; j++) {
      if (this.#seen[j] === 1) continue
      const cost = -this.#gain[line + j]! - this.#rowPrice[row]! - this.#columnPrice[j]!
      if (cost < this.#least[j]!) {
        this.#least[j] = cost
        this.#from[j] = at
      }
      if (this.#least[j]! < least) {
        least = this.#least[j]!
        next = j
      }
    }
    for (let j = 0; j <= columns; j++) {
      if (this.#seen[j] === 1) {
        this.#rowPrice[this.#rowOf[j]!]! += least
        this.#columnPrice[j]! -= least
      } else this.#least[j]! -= least
    }
    return next
  }
}
