/** What one listener, or several who share the work, heard of each store. */
export class Tally {
  received = 0
  again = 0
  /** Came after a later one of the same store. */
  disordered = 0
  /** Not of this fleet: another one under the same tenant, or an agent. */
  foreign = 0
  readonly #epoch: number
  readonly #heard = new Map<string, Heard>()

  /** `epoch` of all stores of the fleet. */
  constructor(sources: Iterable<string>, epoch: number) {
    this.#epoch = epoch
    for (const source of sources) this.#heard.set(source, { through: 0, last: 0, beyond: new Set() })
  }

  /** Answers whether the event is one of ours that was not heard before. */
  hear(source: string, epoch: number, sequence: number): boolean {
    const heard = epoch === this.#epoch ? this.#heard.get(source) : undefined
    if (!heard) {
      this.foreign++
      return false
    }
    const { beyond } = heard
    if (sequence <= heard.through || beyond.has(sequence)) {
      this.again++
      return false
    }
    this.received++
    if (sequence < heard.last) this.disordered++
    else heard.last = sequence
    beyond.add(sequence)
    while (beyond.delete(heard.through + 1)) heard.through++
    return true
  }

  /** How many of the first `count` events of a store never came. */
  missing(source: string, count: number): number {
    const heard = this.#heard.get(source)
    if (!heard) return count
    let came = Math.min(heard.through, count)
    for (const sequence of heard.beyond) if (sequence <= count) came++
    return count - came
  }
}

interface Heard {
  /** This one and all before it. */
  through: number
  last: number
  readonly beyond: Set<number>
}
