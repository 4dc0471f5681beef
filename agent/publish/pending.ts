import type { Entry } from './entry.ts'
import { RANKS } from './rank.ts'

/** Events kept in memory while the disk takes none; of more, the oldest are dropped. */
const UNSTORED = 10_000

/** The entries that are not written down yet, in order. */
export class Pending {
  entries: Entry[] = []

  /** Whether so many wait that soon some would have to go. */
  get isCrowded(): boolean {
    return this.count > UNSTORED / 2
  }

  get count(): number {
    return this.entries.length
  }

  /** Up to `limit` of those after one position, up to and with another. */
  between(after: number, through: number, limit: number): Entry[] {
    return this.entries.filter(({ position }) => position > after && position <= through).slice(0, limit)
  }

  /** Lets go of those up to and with a position. */
  forget(through: number): void {
    if (this.count > 0 && this.entries[0].position <= through)
      this.entries = this.entries.filter(entry => entry.position > through)
  }

  /** Drops the oldest after a position where there are too many, those of the last rank last; answers how many went. */
  limit(after: number): number {
    const count = this.count
    for (const last of RANKS) {
      let over = this.count - UNSTORED
      if (over <= 0) break
      this.entries = this.entries.filter(({ position, rank }) => position <= after || rank > last || over-- <= 0)
    }
    return count - this.count
  }
}
