import type Database from 'better-sqlite3'
import type { Ms } from '../../config/units.ts'
import type { Entry } from './entry.ts'

/** The tables of the outbox, one method a statement. Counts nothing, decides nothing. */
export class Rows {
  readonly #db: Database.Database
  readonly #insert: Database.Statement
  readonly #after: Database.Statement
  readonly #remove: Database.Statement
  readonly #removeOldest: Database.Statement
  readonly #span: Database.Statement
  readonly #oldest: Database.Statement
  readonly #counter: Database.Statement
  readonly #setCounter: Database.Statement

  constructor(db: Database.Database) {
    this.#db = db
    this.#insert = db.prepare(
      'INSERT INTO outbox (position, epoch, sequence, at_ms, topic, body) VALUES (?, ?, ?, ?, ?, ?)',
    )
    this.#after = db.prepare(
      `SELECT position, epoch, sequence, at_ms AS atMs, topic, body FROM outbox WHERE position > ? AND position <= ?
       ORDER BY position LIMIT ?`,
    )
    this.#remove = db.prepare('DELETE FROM outbox WHERE position <= ?')
    this.#removeOldest = db.prepare(
      'DELETE FROM outbox WHERE position IN (SELECT position FROM outbox WHERE position > ? ORDER BY position LIMIT ?)',
    )
    this.#span = db.prepare('SELECT count(*) AS count, max(position) AS last FROM outbox')
    this.#oldest = db.prepare('SELECT at_ms AS atMs FROM outbox WHERE position > ? ORDER BY position LIMIT 1')
    this.#counter = db.prepare('SELECT value FROM counter WHERE name = ?').pluck()
    this.#setCounter = db.prepare(
      'INSERT INTO counter (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
    )
  }

  insert({ position, epoch, sequence, atMs, topic, body }: Entry): void {
    this.#insert.run(position, epoch, sequence, Math.round(atMs), topic, body)
  }

  /** Up to `limit` entries after one position, up to and with another, in order. */
  between(after: number, through: number, limit: number): Entry[] {
    return this.#after.all(after, through, limit) as Entry[]
  }

  removeThrough(position: number): void {
    this.#remove.run(position)
  }

  /** Removes up to `limit` of the oldest entries after a position; answers how many there were. */
  removeOldest(after: number, limit: number): number {
    return this.#removeOldest.run(after, limit).changes
  }

  /** How many entries there are, and the position of the last. */
  span(): { count: number; last: number } {
    const { count, last } = this.#span.get() as { count: number; last: number | null }
    return { count, last: last ?? 0 }
  }

  /** When the oldest entry after a position happened. */
  oldestMs(after: number): Ms | undefined {
    return (this.#oldest.get(after) as { atMs: Ms } | undefined)?.atMs
  }

  counter(name: string): number {
    return (this.#counter.get(name) as number | undefined) ?? 0
  }

  setCounter(name: string, value: number): void {
    this.#setCounter.run(name, value)
  }

  /** Bytes of the pages that hold something. */
  usedBytes(): number {
    const pragma = (name: string) => this.#db.pragma(name, { simple: true }) as number
    return (pragma('page_count') - pragma('freelist_count')) * pragma('page_size')
  }

  /** Carries the write-ahead log over into the database, which makes room for it. */
  checkpoint(): void {
    this.#db.pragma('wal_checkpoint(TRUNCATE)')
  }
}
