import { closeSync, fdatasync, fdatasyncSync, openSync } from 'node:fs'
import type Database from 'better-sqlite3'

/**
 * The write-ahead log, where it is made sure that it has reached the disk. SQLite itself would wait for the disk within COMMIT,
 * and every lane with it; here the wait can go on beside. The log is all that a commit writes: once it is on the disk, so is
 * the transaction (see "Write-Ahead Logging" of SQLite, section 2.3). A store in memory has no log and nothing to wait for.
 */
export class Disk {
  readonly #db: Database.Database
  #log: number | undefined
  /** While the disk works on what was written. */
  isBusy = false
  #isClosed = false

  constructor(db: Database.Database) {
    this.#db = db
  }

  /** Runs `work` as one transaction, written to the log but perhaps not on the disk yet. */
  write(work: () => void): void {
    this.#db.pragma('synchronous = NORMAL')
    try {
      this.#db.transaction(work)()
    } finally {
      this.#db.pragma('synchronous = FULL')
    }
  }

  /** Waits until all that was written is on the disk. */
  sync(): void {
    if (!this.#db.memory) fdatasyncSync(this.#open())
  }

  /** The same, beside everything else. Whoever closes it meanwhile hears nothing more. */
  syncSoon(done: (error: Error | null) => void): void {
    const ended = (error: Error | null) => {
      this.isBusy = false
      if (this.#isClosed) this.#shut()
      else done(error)
    }
    if (this.#db.memory) setImmediate(ended, null)
    else fdatasync(this.#open(), ended)
    this.isBusy = true
  }

  close(): void {
    this.#isClosed = true
    if (!this.isBusy) this.#shut()
  }

  #shut(): void {
    if (this.#log !== undefined) closeSync(this.#log)
    this.#log = undefined
  }

  /** The log stays one file for as long as the database is open. */
  #open(): number {
    this.#log ??= openSync(`${this.#db.name}-wal`, 'r+')
    return this.#log
  }
}
