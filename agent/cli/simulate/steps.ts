import type { Ms } from '../../../config/units.ts'

interface Step {
  readonly atMs: Ms
  readonly take: (atMs: Ms) => void
}

/** What is to happen, in order of time; at the same time, in the order in which it was added. */
export class Steps {
  readonly #waiting: Step[] = []

  add(atMs: Ms, take: (atMs: Ms) => void): void {
    let [low, high] = [0, this.#waiting.length]
    while (low < high) {
      const middle = (low + high) >> 1
      // The first to happen stands last, where it is taken away at no cost.
      if (this.#waiting[middle].atMs > atMs) low = middle + 1
      else high = middle
    }
    this.#waiting.splice(low, 0, { atMs, take })
  }

  /** Takes the next one, which may add more, none of them before it; answers whether there was one. */
  run(): boolean {
    const next = this.#waiting.pop()
    next?.take(next.atMs)
    return next !== undefined
  }
}
