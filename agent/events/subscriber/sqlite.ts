import { createRequire } from 'node:module'
import type Database from 'better-sqlite3'
import type { Position, Progress } from './progress.ts'

/** The connection in whose transaction a handler runs. */
export type Connection = Database.Database

/**
 * Keeps positions in SQLite, in the table `aisle_position`, and runs handlers in the transaction that stores them. `database` is a file, or a
 * connection that nobody else writes with: what others do with it while a handler waits would be in its transaction.
 */
export function sqliteProgress(
  database: string | Connection,
  subscriber: string,
): Progress<Connection> & { close(): void } {
  const db = typeof database === 'string' ? open(database) : database
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.exec(`
    CREATE TABLE IF NOT EXISTS aisle_position (
      subscriber TEXT NOT NULL,
      source     TEXT NOT NULL,
      stream     TEXT NOT NULL,
      through    TEXT NOT NULL,
      PRIMARY KEY (subscriber, source, stream)
    ) STRICT, WITHOUT ROWID`)
  const load = db.prepare<[string], Position>('SELECT source, stream, through FROM aisle_position WHERE subscriber = ?')
  const stored = db
    .prepare<[string, string, string], string>(
      'SELECT through FROM aisle_position WHERE subscriber = ? AND source = ? AND stream = ?',
    )
    .pluck()
  const save = db.prepare('INSERT OR REPLACE INTO aisle_position VALUES (?, ?, ?, ?)')
  /** One transaction at a time: it is one connection. */
  let last: Promise<unknown> = Promise.resolve()
  return {
    load: () => load.all(subscriber),
    commit({ source, stream, through }, work) {
      const next = last.then(async () => {
        db.exec('BEGIN IMMEDIATE')
        try {
          const isNews = await work(db, stored.get(subscriber, source, stream))
          if (isNews) save.run(subscriber, source, stream, through)
          db.exec('COMMIT')
        } catch (thrown) {
          if (db.inTransaction) db.exec('ROLLBACK')
          throw thrown
        }
      })
      last = next.catch(() => {})
      return next
    },
    close: () => void db.close(),
  }
}

/** Loaded when it is needed: who keeps positions elsewhere need not have it built. */
function open(file: string): Connection {
  const Sqlite = createRequire(import.meta.url)('better-sqlite3') as typeof Database
  return new Sqlite(file)
}
