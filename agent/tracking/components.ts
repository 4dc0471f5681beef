import type { Pairs } from './pairs.ts'
import { room } from './room.ts'

/** Which pairs hang together, over rows or columns that they share. */
export class Components {
  count = 0
  /** Pairs of component c stand in `pair` from `start[c]` to before `start[c + 1]`, in the order in which they were given. */
  start = new Int32Array(64)
  pair = new Int32Array(64)
  #parent = new Int32Array(64)
  #number = new Int32Array(64)

  find(pairs: Pairs, rows: number, columns: number): void {
    const nodes = rows + columns
    this.#parent = room(this.#parent, nodes)
    for (let i = 0; i < nodes; i++) this.#parent[i] = i
    for (let i = 0; i < pairs.count; i++) {
      const a = this.#root(pairs.row[i])
      const b = this.#root(rows + pairs.column[i])
      if (a < b) this.#parent[b] = a
      else this.#parent[a] = b
    }
    this.#sort(pairs, rows)
  }

  /** Counting sort of the pairs by component. */
  #sort(pairs: Pairs, rows: number): void {
    this.#number = room(this.#number, rows).fill(-1, 0, rows)
    this.start = room(this.start, rows + 2).fill(0, 0, rows + 2)
    this.pair = room(this.pair, pairs.count)
    this.count = 0
    for (let i = 0; i < pairs.count; i++) {
      const root = this.#root(pairs.row[i])
      if (this.#number[root] === -1) this.#number[root] = this.count++
      this.start[this.#number[root] + 2]++
    }
    for (let c = 1; c <= this.count; c++) this.start[c + 1] += this.start[c]
    for (let i = 0; i < pairs.count; i++) {
      const c = this.#number[this.#root(pairs.row[i])]
      this.pair[this.start[c + 1]++] = i
    }
  }

  /** The least row of the component; a component always holds a row, and rows come before columns. */
  #root(node: number): number {
    const parent = this.#parent
    while (parent[node] !== node) node = parent[node] = parent[parent[node]]
    return node
  }
}
