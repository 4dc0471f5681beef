import type { Store } from '../../config/store.ts'
import type { Ms } from '../../config/units.ts'
import { Opening } from './hours.ts'

/** When a shop is known to be empty: closed, and nobody seen in it for a while. Without opening hours, never. */
export class Closing {
  readonly #opening: Opening | undefined
  readonly #emptyMs: number
  /** Since when it has been closed, and nobody seen. */
  #sinceMs: Ms | undefined

  constructor(store: Pick<Store, 'hours' | 'timezone'> | undefined) {
    this.#opening = store?.hours && new Opening(store.hours, store.timezone)
    this.#emptyMs = 60_000 * (store?.hours?.emptyMinutes ?? 0)
  }

  isEmpty(atMs: Ms, people: Iterable<{ readonly seenMs: Ms }>): boolean {
    if (!this.#opening || this.#opening.isOpen(atMs)) {
      this.#sinceMs = undefined
      return false
    }
    let sinceMs = this.#sinceMs ?? atMs
    for (const { seenMs } of people) sinceMs = Math.max(sinceMs, seenMs)
    this.#sinceMs = sinceMs
    return atMs - sinceMs >= this.#emptyMs
  }
}
