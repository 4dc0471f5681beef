/** So many at a time; the others in the order in which they came. */
export class Turns {
  #free: number
  readonly #waiting: (() => void)[] = []

  constructor(size: number) {
    this.#free = size
  }

  take(turn: () => void): void {
    if (this.#free === 0) return void this.#waiting.push(turn)
    this.#free--
    turn()
  }

  /** Whoever had a turn is done with it. */
  give(): void {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#free++
  }
}
