import type Database from 'better-sqlite3'
import { Fault, why } from '../../../config/fault.ts'
import type { Ms } from '../../../config/units.ts'
import { BUSY_MS } from '../../store/shared.ts'
import { type Looked, traces } from './traces.ts'

const AGAIN_MS: Ms = 20

/**
 * What rows that were deleted or replaced leave behind in the files of a database, and how it is got out of them. It is noted in the
 * transaction that leaves it, so that whoever opens the database next knows of it, should this program not come to it any more.
 */
export class Leftovers {
  readonly #file: string
  readonly #db: Database.Database
  readonly #note: Database.Statement
  readonly #newest: Database.Statement
  readonly #forget: Database.Statement
  readonly #idle = new Int32Array(new SharedArrayBuffer(4))

  constructor(file: string, db: Database.Database) {
    this.#file = file
    this.#db = db
    this.#note = db.prepare('INSERT INTO leftover DEFAULT VALUES')
    this.#newest = db.prepare('SELECT max(id) FROM leftover').pluck()
    this.#forget = db.prepare('DELETE FROM leftover WHERE id <= ?')
  }

  /** Some are about to be left. To be called in the transaction that leaves them. */
  note(): void {
    this.#note.run()
  }

  /** Writes the database anew without what was deleted, and empties the log in which it stood. @throws Fault ERASURE_UNPROVED */
  sweep(): void {
    try {
      // What another program leaves meanwhile is not swept by this, and stays noted.
      const newest = this.#newest.get() as number | null
      if (newest === null) return
      this.#db.exec('VACUUM')
      const untilMs = performance.now() + BUSY_MS
      this.#truncate(untilMs)
      this.#forget.run(newest)
      this.#truncate(untilMs)
    } catch (thrown) {
      throw new Fault('ERASURE_UNPROVED', { file: this.#file, why: why(thrown) }, thrown)
    }
  }

  /** Looks for what is gone in all of the files. @throws Fault ERASURE_UNPROVED where any of it is there */
  prove(gone: readonly Buffer[]): Looked {
    const looked = traces(this.#file, gone)
    if (looked.found.length > 0)
      throw new Fault('ERASURE_UNPROVED', {
        file: this.#file,
        why: `something of it is left in ${looked.found.join(', ')}`,
      })
    return looked
  }

  /** SQLite waits for programs that read or write, but not for one that empties the log just now. */
  #truncate(untilMs: Ms): void {
    for (;;) {
      const [{ busy }] = this.#db.pragma('wal_checkpoint(TRUNCATE)') as [{ busy: number }]
      if (busy === 0) return
      if (performance.now() >= untilMs) throw new Error('another program uses it')
      Atomics.wait(this.#idle, 0, 0, AGAIN_MS)
    }
  }
}
