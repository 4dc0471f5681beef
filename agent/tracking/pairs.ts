/** Pairs of row and column that may belong together, with what each would gain. Grows by doubling, never shrinks. */
export class Pairs {
  count = 0
  row = new Int32Array(256)
  column = new Int32Array(256)
  gain = new Float64Array(256)

  /** A gain is above 0: what gains nothing is no pair. */
  push(row: number, column: number, gain: number): void {
    if (this.count === this.row.length) this.#grow()
    this.row[this.count] = row
    this.column[this.count] = column
    this.gain[this.count++] = gain
  }

  clear(): void {
    this.count = 0
  }

  #grow(): void {
    const size = 2 * this.row.length
    const { row, column, gain } = this
    this.row = new Int32Array(size)
    this.row.set(row)
    this.column = new Int32Array(size)
    this.column.set(column)
    this.gain = new Float64Array(size)
    this.gain.set(gain)
  }
}
