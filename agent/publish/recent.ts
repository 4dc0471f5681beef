import type { Entry } from './entry.ts'

/** Entries kept; of more, none are. */
const MOST = 4096

/**
 * The entries committed last, which the database holds too: a publisher that keeps up reads nothing back. Their positions
 * have no holes, so that one is found by subtraction.
 */
export class Recent {
  #entries: Entry[] = []

  /** Takes over entries that follow, without a hole, those that are here. */
  add(entries: readonly Entry[]): void {
    if (this.#entries.length + entries.length > MOST) this.#entries = []
    this.#entries.push(...entries)
  }

  /** Up to `limit` entries after a position, or undefined where that is no longer known here. */
  after(position: number, limit: number): Entry[] | undefined {
    const from = position + 1 - (this.#entries[0]?.position ?? Number.POSITIVE_INFINITY)
    return from >= 0 ? this.#entries.slice(from, from + limit) : undefined
  }

  /** Up to `limit` of the entries after a position that are known here, however many before them are not. */
  known(position: number, limit: number): Entry[] {
    return this.#entries.filter(entry => entry.position > position).slice(0, limit)
  }

  /** Lets go of those up to and with a position. */
  forget(through: number): void {
    const count = through + 1 - (this.#entries[0]?.position ?? Number.POSITIVE_INFINITY)
    if (count > 0) this.#entries.splice(0, count)
  }

  clear(): void {
    this.#entries = []
  }
}
