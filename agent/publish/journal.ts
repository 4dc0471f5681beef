import type Database from 'better-sqlite3'
import type { Ms } from '../../config/units.ts'
import type { Place } from '../events/wire.ts'
import { LOG_BYTES } from '../store/store.ts'
import { Counts } from './counts.ts'
import { Disk } from './disk.ts'
import type { Entry } from './entry.ts'
import { erasedIn } from './erasure.ts'
import { Ledger } from './ledger.ts'
import { Mapped } from './mapped.ts'
import { type Gone, type Keeping, Retention, type Standing } from './retention.ts'
import { Rows } from './rows.ts'
import { SPARE_BYTES } from './spare.ts'

/** Numbers that outlive a run. */
export interface Counters {
  readonly epoch: number
  readonly dropped: number
  readonly told: number
  /** 1 where the last event was told while times were not right. */
  readonly unsynchronised: number
}

/** What is to be written down in the next transaction. */
export interface Work extends Standing {
  /** New entries, in order. */
  readonly pending: readonly Entry[]
  /** The last place given in each stream, where that is news. */
  readonly streams: readonly Place[]
  readonly counters: Counters
}

/** What earlier runs left. */
export interface Before extends Counters {
  /** Entries that the broker has not acknowledged. */
  readonly count: number
  /** The last position given, and the last that the broker has. */
  readonly last: number
  readonly settled: number
  /** How long the agent has run in all. */
  readonly ranMs: Ms
  readonly streams: readonly Place[]
}

/** What of a limit is for the database itself: its log and the spare take room too. Of one too small for all of them, half. */
function room(maxBytes: number): number {
  return Math.max(maxBytes / 2, maxBytes - LOG_BYTES - SPARE_BYTES)
}

/** The outbox on the disk. Everything that changes together changes in one transaction. */
export class Journal {
  readonly ledger: Ledger
  readonly counts: Counts
  readonly mapped: Mapped
  readonly before: Before
  /** Where what was written waits to be safe. */
  readonly disk: Disk
  readonly rows: Rows
  readonly retention: Retention
  readonly #maxBytes: number

  constructor(db: Database.Database, maxBytes: number, keeping: Keeping | undefined) {
    this.disk = new Disk(db)
    this.rows = new Rows(db)
    this.#maxBytes = room(maxBytes)
    this.retention = new Retention(db, this.rows, this.#maxBytes, keeping)
    this.ledger = new Ledger(db)
    this.counts = new Counts(db)
    this.mapped = new Mapped(db)
    const counter = (name: string) => this.rows.counter(name)
    const settled = counter('settled')
    const { count, last } = this.rows.span(settled)
    this.before = {
      ...{ count, settled, last: Math.max(last, counter('position')), streams: this.rows.streams() },
      ...{ epoch: counter('epoch'), dropped: counter('dropped'), told: counter('told'), ranMs: counter('ran') },
      unsynchronised: counter('unsynchronised'),
    }
  }

  /** Writes all of it down, or throws and writes none. Answers what had to go, and whether some of it because a member was erased. */
  write(work: Work): Gone & { isErased: boolean } {
    const { pending, streams, counters, settled, written, ranMs } = work
    let gone: Gone = { undelivered: 0, unacknowledged: 0 }
    const erased = pending.flatMap(entry => {
      const member = erasedIn(entry)
      return member === undefined ? [] : [{ entry, member }]
    })
    this.disk.write(() => {
      for (const entry of pending) this.rows.insert(entry)
      for (const place of streams) this.rows.setStream(place)
      this.ledger.write()
      this.counts.write()
      this.mapped.write()
      const { undelivered, unacknowledged } = this.retention.write(work)
      const untold = erased.map(({ entry, member }) => this.retention.erase(entry, member, work))
      gone = { undelivered: untold.reduce((sum, count) => sum + count, undelivered), unacknowledged }
      const dropped = counters.dropped + gone.undelivered + gone.unacknowledged
      const all = { ...counters, dropped, settled, position: written, ran: Math.round(ranMs) }
      for (const [name, value] of Object.entries(all)) this.rows.setCounter(name, value)
    })
    this.ledger.written()
    this.counts.written()
    this.mapped.written()
    this.retention.written(work)
    return { ...gone, isErased: erased.length > 0 }
  }

  /** Empties the log of what was erased. Where that cannot be done now, it goes when the log is next begun anew. */
  forget(): void {
    try {
      this.rows.checkpoint()
    } catch {}
  }

  /** Makes room on a full disk. Answers how many are lost by it, beside those that were `dropped` before. */
  makeRoom(settled: number, dropped: number, isPressing: boolean): number {
    let lost = 0
    this.disk.write(() => {
      lost = this.retention.makeRoom(settled, isPressing)
      if (lost > 0) this.rows.setCounter('dropped', dropped + lost)
    })
    return lost
  }

  /**
   * Gives back to the disk what a higher limit had let it take: pages that hold nothing are otherwise kept for what comes. A disk without
   * room to do it in has to wait for another start.
   */
  shrink(): void {
    // What one transaction took too much is not worth writing everything anew.
    if (this.rows.allBytes() <= this.#maxBytes + LOG_BYTES / 8) return
    try {
      this.rows.compact()
    } catch {}
  }
}
