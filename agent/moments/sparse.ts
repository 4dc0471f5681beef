/** A vector of which most is 0: `count` places and what stands there. Made once and filled again and again. */
export class Sparse {
  readonly index: Int32Array
  readonly value: Float64Array
  count = 0

  constructor(most: number) {
    this.index = new Int32Array(most)
    this.value = new Float64Array(most)
  }

  clear(): void {
    this.count = 0
  }

  /** Zeros take no place. */
  put(index: number, value: number): void {
    if (value === 0) return
    this.index[this.count] = index
    this.value[this.count++] = value
  }

  copy(from: Sparse): void {
    this.count = from.count
    this.index.set(from.index)
    this.value.set(from.value)
  }
}
