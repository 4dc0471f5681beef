import { room } from './room.ts'

/**
 * The choice of cells of a matrix, at most one a row and one a column, whose sum is greatest, where each row may stay alone as well:
 * shortest augmenting paths (Jonker, Volgenant 1987, as told by Crouse 2016), over flat arrays that are kept from call to call.
 *
 * Rows are seated one after the other. Each has, besides its cells, a place of its own at which it gains nothing; so a path ends at a
 * free column, or at a row that gives its column up and stays alone for good.
 */
export class Matching {
  /** Row by row. A gain of 0 is no cell. */
  gain = new Float64Array(64)
  /** The column of each row, −1 where it stays alone; the row of each column, −1 where it is free. */
  columnOf = new Int32Array(16)
  rowOf = new Int32Array(16)
  /** Prices of rows and columns: no cell is worth more than its two prices say, and those that were chosen are worth just that. */
  #u = new Float64Array(16)
  #v = new Float64Array(16)
  /** Over the path to each column: how far it is, and from which row. */
  #far = new Float64Array(16)
  #from = new Int32Array(16)
  #done = new Uint8Array(16)
  #columns = 0

  /** Makes room for a matrix without cells. */
  begin(rows: number, columns: number): void {
    this.#columns = columns
    this.gain = room(this.gain, rows * columns).fill(0, 0, rows * columns)
    this.columnOf = room(this.columnOf, rows).fill(-1, 0, rows)
    this.rowOf = room(this.rowOf, columns).fill(-1, 0, columns)
    this.#u = room(this.#u, rows).fill(0, 0, rows)
    this.#v = room(this.#v, columns).fill(0, 0, columns)
    this.#far = room(this.#far, columns)
    this.#from = room(this.#from, columns)
    this.#done = room(this.#done, columns)
  }

  /** Seats the next row; all before it are seated. */
  seat(row: number): void {
    this.#far.fill(Number.POSITIVE_INFINITY, 0, this.#columns)
    this.#done.fill(0, 0, this.#columns)
    let [at, far, alone, left] = [row, 0, Number.POSITIVE_INFINITY, row]
    for (;;) {
      if (far - this.#u[at] < alone) [alone, left] = [far - this.#u[at], at]
      const column = this.#look(at, far)
      if (column === -1 || alone <= this.#far[column]) {
        this.#price(row, alone)
        const given = this.columnOf[left]
        this.columnOf[left] = -1
        if (left !== row) this.#shift(row, given)
        return
      }
      far = this.#far[column]
      this.#done[column] = 1
      if (this.rowOf[column] === -1) {
        this.#price(row, far)
        this.#shift(row, column)
        return
      }
      at = this.rowOf[column]
    }
  }

  /** Looks from a row, `far` along the path, at all columns not done; the nearest of them, −1 where none is within reach. */
  #look(row: number, far: number): number {
    const [from, columns] = [row * this.#columns, this.#columns]
    let nearest = -1
    let least = Number.POSITIVE_INFINITY
    for (let c = 0; c < columns; c++) {
      if (this.#done[c] === 1) continue
      const gain = this.gain[from + c]
      const length = far - gain - this.#u[row] - this.#v[c]
      if (gain > 0 && length < this.#far[c]) {
        this.#far[c] = length
        this.#from[c] = row
      }
      if (this.#far[c] < least) {
        least = this.#far[c]
        nearest = c
      }
    }
    return nearest
  }

  /** Brings prices up to date after a path of length `far` from `row`. */
  #price(row: number, far: number): void {
    this.#u[row] += far
    for (let c = 0; c < this.#columns; c++) {
      const seated = this.rowOf[c]
      if (this.#done[c] === 0 || seated === -1) continue
      this.#u[seated] += far - this.#far[c]
      this.#v[c] -= far - this.#far[c]
    }
  }

  /** Gives each column on the path from `row` to `column` to the row that looked at it. */
  #shift(row: number, column: number): void {
    for (let c = column; ; ) {
      const to = this.#from[c]
      const had = this.columnOf[to]
      this.columnOf[to] = c
      this.rowOf[c] = to
      if (to === row) return
      c = had
    }
  }
}
