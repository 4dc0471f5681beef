import type { Place } from '../wire.ts'

/** Most and fewest events to ask for at once where a broker in between drops some. */
const FEW = 500
const FEWEST = 50
const MOST = 5000

/** How much to ask for at once: all that is missing, unless a broker in between drops some of it. */
export class Portion {
  #size: number | undefined

  /** Where the portion behind a place ends; nowhere where it is all. */
  end(after: Place): Place | undefined {
    return this.#size === undefined ? undefined : { ...after, sequence: after.sequence + this.#size }
  }

  /** Some did not arrive. */
  fewer(): void {
    this.#size = Math.max(FEWEST, Math.floor((this.#size ?? FEW * 2) / 2))
  }

  /** All did. */
  more(): void {
    if (this.#size !== undefined) this.#size = this.#size >= MOST ? undefined : this.#size * 2
  }

  all(): void {
    this.#size = undefined
  }
}
