import type { Entry } from './entry.ts'

/**
 * What is on its way to the broker. Acknowledgements may come in any order; entries leave in the order in which they were
 * sent, once all before them have been acknowledged too.
 */
export class Window {
  readonly size: number
  readonly #sent: Entry[] = []
  readonly #acknowledged = new Set<number>()

  constructor(size: number) {
    this.size = size
  }

  /** How many more may be sent now. Entries that wait for an older one count as on their way. */
  get room(): number {
    return this.size - this.#sent.length
  }

  get isEmpty(): boolean {
    return this.#sent.length === 0
  }

  add(entry: Entry): void {
    this.#sent.push(entry)
  }

  acknowledge(position: number): void {
    this.#acknowledged.add(position)
  }

  /** Takes out those that are done, oldest first. */
  take(): Entry[] {
    let done = 0
    while (done < this.#sent.length && this.#acknowledged.delete(this.#sent[done].position)) done++
    return this.#sent.splice(0, done)
  }
}
