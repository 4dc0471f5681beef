import type { Entry } from './entry.ts'

/** Events kept in memory while the disk takes none; of more, the oldest are dropped. */
const UNSTORED = 10_000

/** The entries that are not written down yet, in order. */
export class Pending {
  entries: Entry[] = []

  get count(): number {
    return this.entries.length
  }

  /** Up to `limit` of those after a position. */
  after(position: number, limit: number): Entry[] {
    return this.entries.filter(entry => entry.position > position).slice(0, limit)
  }

  /** Lets go of those up to and with a position. */
  forget(through: number): void {
    if (this.count > 0 && this.entries[0].position <= through)
      this.entries = this.entries.filter(entry => entry.position > through)
  }

  /** Drops the oldest after a position where there are too many; answers how many went. */
  limit(after: number): number {
    const over = this.count - UNSTORED
    if (over <= 0) return 0
    const from = this.entries.findIndex(entry => entry.position > after)
    return from < 0 ? 0 : this.entries.splice(from, over).length
  }
}
