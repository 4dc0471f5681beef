/** One event of a simulated store, as it goes out. */
export interface Sealed {
  readonly id: string
  readonly topic: string
  readonly body: string
  /** When the broker said that it has it; 0 until then. Some may be said out of order. */
  takenMs: number
  /** When it was last sent. */
  sentMs: number
}

/** Done with and still in the array: it is shortened when there are as many. */
const COMPACT = 256

/** What a store has told and the broker has not taken yet, in order; in memory, where an agent has its outbox on disk. */
export class Backlog {
  #entries: Sealed[] = []
  /** The oldest that is not taken, and the first that is not sent. */
  #head = 0
  #next = 0

  /** Told and not taken. */
  get waiting(): number {
    return this.#entries.length - this.#head
  }

  /** Sent, and not all before it and itself taken. */
  get flying(): number {
    return this.#next - this.#head
  }

  push(id: string, topic: string, body: string): void {
    this.#entries.push({ id, topic, body, takenMs: 0, sentMs: 0 })
  }

  /** The next to be sent; undefined where all are on their way. */
  send(nowMs: number): Sealed | undefined {
    if (this.#next === this.#entries.length) return undefined
    const entry = this.#entries[this.#next++]
    entry.sentMs = nowMs
    return entry
  }

  taken(entry: Sealed, nowMs: number): void {
    entry.takenMs = nowMs
    while (this.#head < this.#next && this.#entries[this.#head].takenMs > 0) this.#head++
    if (this.#head < COMPACT) return
    this.#entries.splice(0, this.#head)
    this.#next -= this.#head
    this.#head = 0
  }

  /** The connection is gone: what was on its way is sent again, in the same order. */
  rewind(): void {
    this.#next = this.#head
  }
}
