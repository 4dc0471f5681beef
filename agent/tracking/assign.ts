import { munkres } from 'munkres'
import { Components } from './components.ts'
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

  /** A component of several pairs as a matrix. What is no pair costs nothing, as much as to stay alone. */
  #together(pairs: Pairs, from: number, to: number, rows: number): void {
    const { pair } = this.#components
    const row: number[] = []
    const column: number[] = []
    for (let i = from; i < to; i++) {
      this.#sit(pairs.row[pair[i]], 0, row)
      this.#sit(pairs.column[pair[i]], rows, column)
    }
    const cost = row.map(() => new Array<number>(column.length).fill(0))
    for (let i = from; i < to; i++) {
      const p = pair[i]
      cost[this.#seat[pairs.row[p]]][this.#seat[rows + pairs.column[p]]] = -pairs.gain[p]
    }
    for (const [a, b] of munkres(cost)) if (cost[a][b] < 0) this.columnOf[row[a]] = column[b]
  }

  #sit(node: number, offset: number, seated: number[]): void {
    if (this.#seat[offset + node] !== -1) return
    this.#seat[offset + node] = seated.length
    seated.push(node)
  }
}
