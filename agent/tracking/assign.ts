import { Components } from './components.ts'
import { Hungarian } from './hungarian.ts'
import type { Pairs } from './pairs.ts'
import { room } from './room.ts'

/**
 * Chooses among pairs so that every row and every column is used at most once and the sum of the gains is greatest.
 * Exact: the pairs fall into connected components that do not touch each other; most are one pair, the rest are small.
 */
export class Assignment {
  /** The column given to each row, −1 where it got none. Valid until the next `solve`. */
  columnOf = new Int32Array(64)
  readonly #components = new Components()
  readonly #hungarian = new Hungarian()
  #seat = new Int32Array(64)
  #rows = new Int32Array(64)
  #columns = new Int32Array(64)

  solve(pairs: Pairs, rows: number, columns: number): void {
    this.columnOf = room(this.columnOf, rows).fill(-1, 0, rows)
    const components = this.#components
    components.find(pairs, rows, columns)
    for (let c = 0; c < components.count; c++) {
      const from = components.start[c]!
      const to = components.start[c + 1]!
      const first = components.pair[from]!
      if (to - from === 1) this.columnOf[pairs.row[first]!] = pairs.column[first]!
      else this.#together(pairs, from, to, rows, columns)
    }
  }

  /** A component of several pairs as a matrix; a pair that may not be gains 0, which is as good as none. */
  #together(pairs: Pairs, from: number, to: number, rows: number, columns: number): void {
    const { pair } = this.#components
    this.#seat = room(this.#seat, rows + columns)
    this.#rows = room(this.#rows, to - from)
    this.#columns = room(this.#columns, to - from)
    let height = 0
    let width = 0
    for (let i = from; i < to; i++) this.#seat[pairs.row[pair[i]!]!] = this.#seat[rows + pairs.column[pair[i]!]!] = -1
    for (let i = from; i < to; i++) {
      const row = pairs.row[pair[i]!]!
      const column = pairs.column[pair[i]!]!
      if (this.#seat[row] === -1) {
        this.#seat[row] = height
        this.#rows[height++] = row
      }
      if (this.#seat[rows + column] === -1) {
        this.#seat[rows + column] = width
        this.#columns[width++] = column
      }
    }
    const turned = height > width
    const gain = this.#hungarian.matrix(turned ? width : height, turned ? height : width)
    for (let i = from; i < to; i++) {
      const a = this.#seat[pairs.row[pair[i]!]!]!
      const b = this.#seat[rows + pairs.column[pair[i]!]!]!
      gain[turned ? b * height + a : a * width + b] = pairs.gain[pair[i]!]!
    }
    const given = this.#hungarian.solve()
    for (let i = 0; i < (turned ? width : height); i++) {
      const j = given[i]!
      const [a, b] = turned ? [j, i] : [i, j]
      if (gain[turned ? b * height + a : a * width + b]! > 0) this.columnOf[this.#rows[a]!] = this.#columns[b]!
    }
  }
}
