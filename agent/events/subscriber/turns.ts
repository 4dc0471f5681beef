/** So many at a time; the others in the order in which they came. */
export class Turns {
  #free: number
  readonly #waiting: (() => boolean)[] = []

  constructor(size: number) {
    this.#free = size
  }

  /** `turn` is called when it may begin, and answers whether it did: then it is to {@link give} the turn back. */
  take(turn: () => boolean): void {
    this.#waiting.push(turn)
    this.#next()
  }

  /** Whoever had a turn is done with it. */
  give(): void {
    this.#free++
    this.#next()
  }

  #next(): void {
    while (this.#free > 0) {
      const turn = this.#waiting.shift()
      if (!turn) return
      this.#free--
      if (!turn()) this.#free++
    }
  }
}
