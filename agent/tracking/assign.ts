import { Components } from './components.ts'
import { Matching } from './matching.ts'
import type { Pairs } from './pairs.ts'
import { room } from './room.ts'

/**
 * Chooses among pairs so that every row and every column is used at most once and the sum of the gains is greatest.
 * Exact: the pairs fall into connected components that do not touch each other. Most are one pair; the rest are small
 * enough for a matrix each.
 */
export class Assignment {
  /** The column given to each row, −1 where it got none. Valid until the next `solve`. */
  columnOf = new Int32Array(64)
  /** What the pair of each row that got a column gains, and what the best other pair of that row or that column would have. */
  gain = new Float64Array(64)
  rival = new Float64Array(64)
  #rivalOfColumn = new Float64Array(64)
  readonly #components = new Components()
  readonly #matching = new Matching()
  /** Where rows, and after them columns, stand in the matrix of their component. */
  #seat = new Int32Array(64)

  solve(pairs: Pairs, rows: number, columns: number): void {
    this.columnOf = room(this.columnOf, rows).fill(-1, 0, rows)
    this.#seat = room(this.#seat, rows + columns).fill(-1, 0, rows + columns)
    const components = this.#components
    components.find(pairs, rows, columns)
    for (let c = 0; c < components.count; c++) {
      const from = components.start[c]
      const to = components.start[c + 1]
      const first = components.pair[from]
      if (to - from === 1) this.columnOf[pairs.row[first]] = pairs.column[first]
      else if (!this.#star(pairs, from, to)) this.#together(pairs, from, to, rows)
    }
    this.#compare(pairs, rows, columns)
  }

  #compare({ count, row, column, gain }: Pairs, rows: number, columns: number): void {
    this.gain = room(this.gain, rows).fill(0, 0, rows)
    this.rival = room(this.rival, rows).fill(0, 0, rows)
    this.#rivalOfColumn = room(this.#rivalOfColumn, columns).fill(0, 0, columns)
    for (let p = 0; p < count; p++) {
      const [r, c] = [row[p], column[p]]
      if (this.columnOf[r] === c) this.gain[r] = gain[p]
      else {
        this.rival[r] = Math.max(this.rival[r], gain[p])
        this.#rivalOfColumn[c] = Math.max(this.#rivalOfColumn[c], gain[p])
      }
    }
    for (let r = 0; r < rows; r++) {
      const c = this.columnOf[r]
      if (c !== -1) this.rival[r] = Math.max(this.rival[r], this.#rivalOfColumn[c])
    }
  }

  /** Where all pairs share their row, or all their column, the best one has it. Most components of several pairs are such. */
  #star({ row, column, gain }: Pairs, from: number, to: number): boolean {
    const { pair } = this.#components
    let best = pair[from]
    let [oneRow, oneColumn] = [true, true]
    for (let i = from + 1; i < to; i++) {
      const p = pair[i]
      oneRow &&= row[p] === row[best]
      oneColumn &&= column[p] === column[best]
      if (!oneRow && !oneColumn) return false
      if (gain[p] > gain[best]) best = p
    }
    this.columnOf[row[best]] = column[best]
    return true
  }

  /** A component of several pairs as a matrix. */
  #together(pairs: Pairs, from: number, to: number, rows: number): void {
    const { pair } = this.#components
    const matching = this.#matching
    let [height, width] = [0, 0]
    for (let i = from; i < to; i++) {
      if (this.#sit(pairs.row[pair[i]], height)) height++
      if (this.#sit(rows + pairs.column[pair[i]], width)) width++
    }
    matching.begin(height, width)
    for (let i = from; i < to; i++) {
      const p = pair[i]
      const [row, column] = [this.#seat[pairs.row[p]], this.#seat[rows + pairs.column[p]]]
      matching.gain[row * width + column] = pairs.gain[p]
    }
    for (let row = 0; row < height; row++) matching.seat(row)
    for (let i = from; i < to; i++) {
      const p = pair[i]
      const [row, column] = [pairs.row[p], pairs.column[p]]
      if (matching.columnOf[this.#seat[row]] === this.#seat[rows + column]) this.columnOf[row] = column
    }
  }

  #sit(node: number, seat: number): boolean {
    if (this.#seat[node] !== -1) return false
    this.#seat[node] = seat
    return true
  }
}
