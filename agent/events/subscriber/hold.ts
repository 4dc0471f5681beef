import { compare, type Place } from '../wire.ts'
import type { Arrival } from './due.ts'

/** Events that came too early, lowest first; of more than there is room for, the lowest. */
export class Hold<W> {
  readonly #limit: number
  #items: Arrival<W>[] = []
  #complete: Place | undefined

  constructor(limit: number) {
    this.#limit = limit
  }

  get first(): Arrival<W> | undefined {
    return this.#items[0]
  }

  get size(): number {
    return this.#items.length
  }

  /** Of what came since {@link forget}, all up to here was kept; undefined where all was. */
  get complete(): Place | undefined {
    return this.#complete
  }

  add(arrival: Arrival<W>): void {
    let at = this.#items.length
    while (at > 0 && compare(this.#items[at - 1].place, arrival.place) > 0) at--
    if (at > 0 && compare(this.#items[at - 1].place, arrival.place) === 0) return
    this.#items.splice(at, 0, arrival)
    if (this.#items.length <= this.#limit) return
    const { before } = this.#items.pop()!
    if (!this.#complete || compare(before, this.#complete) < 0) this.#complete = before
  }

  shift(): Arrival<W> | undefined {
    return this.#items.shift()
  }

  forget(): void {
    this.#complete = undefined
  }

  clear(): void {
    this.#items = []
    this.#complete = undefined
  }
}
