import type Database from 'better-sqlite3'
import type { Ms } from '../../config/units.ts'
import { Counts } from './counts.ts'
import { Disk } from './disk.ts'
import type { Entry } from './entry.ts'
import { Ledger } from './ledger.ts'
import { Rows } from './rows.ts'

/** How many rows a crowded database loses at a time. */
const LOSS = 256

/** What is to be written down in the next transaction. */
export interface Work {
  /** New entries, in order. */
  readonly pending: readonly Entry[]
  /** Entries up to this position are done with. */
  readonly settled: number
  /** Entries up to this position may be on their way. */
  readonly read: number
  readonly counters: { readonly epoch: number; readonly dropped: number; readonly told: number }
}

/** The outbox on the disk. Everything that changes together changes in one transaction. */
export class Journal {
  readonly ledger: Ledger
  readonly counts: Counts
  /** What earlier runs left. */
  readonly before: Work['counters'] & { readonly count: number; readonly last: number }
  /** Where what was written waits to be safe. */
  readonly disk: Disk
  readonly #rows: Rows
  readonly #maxBytes: number
  #deleted = 0

  constructor(db: Database.Database, maxBytes: number) {
    this.#maxBytes = maxBytes
    this.disk = new Disk(db)
    this.#rows = new Rows(db)
    this.ledger = new Ledger(db)
    this.counts = new Counts(db)
    const counter = (name: string) => this.#rows.counter(name)
    this.before = { ...this.#rows.span(), epoch: counter('epoch'), dropped: counter('dropped'), told: counter('told') }
  }

  /** Writes all of it down, or throws and writes none. Answers how many old entries had to make room. */
  write({ pending, settled, read, counters }: Work): number {
    let dropped = 0
    this.disk.write(() => {
      if (settled > this.#deleted) this.#rows.removeThrough(settled)
      for (const entry of pending) this.#rows.insert(entry)
      this.ledger.write()
      this.counts.write()
      dropped = this.#limit(Math.max(read, settled))
      this.#rows.setCounter('epoch', counters.epoch)
      this.#rows.setCounter('dropped', counters.dropped + dropped)
      this.#rows.setCounter('told', counters.told)
    })
    this.ledger.written()
    this.counts.written()
    this.#deleted = settled
    return dropped
  }

  /** Deleting what was acknowledged may be all that a full disk can still do, and what helps it. */
  makeRoom(settled: number): void {
    this.disk.write(() => this.#rows.removeThrough(settled))
    this.#deleted = settled
    this.#rows.checkpoint()
  }

  /** Up to `limit` entries after one position, up to and with another, in order. */
  between(after: number, through: number, limit: number): Entry[] {
    return this.#rows.between(after, through, limit)
  }

  /** When the oldest entry after a position happened. */
  oldestMs(after: number): Ms | undefined {
    return this.#rows.oldestMs(after)
  }

  #limit(after: number): number {
    let dropped = 0
    while (this.#rows.usedBytes() > this.#maxBytes) {
      const removed = this.#rows.removeOldest(after, LOSS)
      if (removed === 0) break
      dropped += removed
    }
    return dropped
  }
}
