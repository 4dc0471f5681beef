/** On so many connections a topic is tried that the broker refused: whoever keeps its access list may be in the middle of a change. */
const TRIES = 3

/**
 * The topics that a broker does not let us publish to, though it let us in. Events on them would keep all others waiting for ever. A topic is
 * given up when it was refused on several connections; whatever is taken on it afterwards makes it a good one again.
 */
export class Denials {
  readonly #times = new Map<string, number>()

  /** An event was refused, at most once a connection as long as this answers no. Answers whether such events are given up. */
  isHopeless(topic: string): boolean {
    const times = Math.min(TRIES, (this.#times.get(topic) ?? 0) + 1)
    this.#times.set(topic, times)
    return times === TRIES
  }

  /** An event was taken. */
  taken(topic: string): void {
    if (this.#times.size > 0) this.#times.delete(topic)
  }
}
