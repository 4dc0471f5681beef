import { closeSync, existsSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import type { Ms } from '../../config/units.ts'
import { Damaged } from './ailment.ts'
import { migrate } from './migrations.ts'
import { makeFolder } from './rights.ts'

/** How long one program waits for another that has it; on a machine with much else to do a turn comes late. */
export const BUSY_MS: Ms = 10_000

/**
 * Opens a database that several programs of this machine may have open at once, and brings its schema up to date. Every
 * transaction is on the disk when it returns (WAL, synchronous FULL). What is damaged is left as it is. Throws what SQLite or
 * the file system throws, and {@link Damaged}.
 */
export function openShared(file: string, steps: readonly string[]): Database.Database {
  if (file !== ':memory:') {
    makeFolder(dirname(file))
    // Nobody else's business; the log and the index of SQLite get the rights of the file. One that is there is left alone: were it open
    // here already, to close it would give up the locks that SQLite has on it.
    if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600))
  }
  const db = new Database(file, { timeout: BUSY_MS })
  try {
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = FULL')
    const found = db.pragma('quick_check(1)', { simple: true })
    if (found !== 'ok') throw new Damaged(String(found))
    migrate(db, steps)
    return db
  } catch (thrown) {
    db.close()
    throw thrown
  }
}
