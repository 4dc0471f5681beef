/** What is to be undone at the end, the latest first. One that fails keeps none of the others from it. */
export class Undo {
  readonly #steps: (() => unknown)[] = []

  add(step: () => unknown): void {
    this.#steps.push(step)
  }

  /** Undoes everything, once. @throws the first that failed, when all the rest is done */
  async all(): Promise<void> {
    const failed: unknown[] = []
    for (let step = this.#steps.pop(); step; step = this.#steps.pop()) {
      try {
        await step()
      } catch (thrown) {
        failed.push(thrown)
      }
    }
    if (failed.length > 0) throw failed[0]
  }
}
