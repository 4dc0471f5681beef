/** What the disk was asked and failed to answer: until it has, nothing more is entrusted to it. */
export class Doubt {
  readonly #onFailure: (thrown: unknown) => void
  #unanswered: (() => unknown) | undefined

  constructor(onFailure: (thrown: unknown) => void) {
    this.#onFailure = onFailure
  }

  get exists(): boolean {
    return this.#unanswered !== undefined
  }

  /** The answer; undefined where there is none. */
  ask<T>(question: () => T): T | undefined {
    try {
      return question()
    } catch (thrown) {
      this.#unanswered = question
      this.#onFailure(thrown)
      return undefined
    }
  }

  /** Asks once more what was not answered. Throws as long as it is not. */
  settle(): void {
    this.#unanswered?.()
    this.#unanswered = undefined
  }
}
