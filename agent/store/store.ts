import { renameSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { Fault, why } from '../../config/fault.ts'
import type { Ms } from '../../config/units.ts'
import { ailment, Damaged } from './ailment.ts'
import { migrate } from './migrations.ts'
import { claim } from './owner.ts'
import { makeFile, makeFolder } from './rights.ts'

/** Pages that the store may fill in memory where the disk had no room for it at all: 16 MiB. */
const MEMORY_PAGES = 4096

/** Of the database in memory: as much as SQLite keeps by itself. better-sqlite3 keeps eight times that, and the agent would grow with its file. */
const CACHE_KIB = 2000

/** What the write-ahead log takes beside the database: it is carried over after 4 MB, and no transaction is expected to be larger than that. */
export const LOG_BYTES = 1 << 23

export interface Whereabouts {
  readonly path: string
  /** Whose it is, `/{tenant}/{store}/{agent}`; may be left out where that is all the same. */
  readonly source?: string
}

/** The database of one agent, held by it alone until it is closed. */
export interface Store {
  /** Where it lies. */
  readonly file: string
  readonly db: Database.Database
  /** What went wrong in opening and did not stop it: STORE_CORRUPT, STORE_FULL. To be told once. */
  readonly notices: readonly Fault[]
  close(): void
}

/**
 * Opens the database at `path`, and begins it, its folder too, where there is none. Every transaction is on the disk when it
 * returns (WAL, synchronous FULL). A damaged file is set aside as `<file>.corrupt-<time>` and a new one begun; where the disk
 * is too full to begin one, the store lives in memory. Either is told in `notices`.
 * @throws Fault STORE_LOCKED while another agent has it, STORE_FOREIGN where it is another's, STORE_UNWRITABLE where it cannot be used at all.
 */
export function openStore({ path: file, source }: Whereabouts, atMs: Ms): Store {
  try {
    makeFolder(dirname(file))
    return store(file, begin(file, source), [])
  } catch (thrown) {
    if (thrown instanceof Fault) throw thrown
    switch (ailment(thrown)) {
      case 'locked':
        throw new Fault('STORE_LOCKED', { file }, thrown)
      case 'corrupt': {
        const aside = setAside(file, atMs)
        const notice = new Fault('STORE_CORRUPT', { file, aside, why: why(thrown) }, thrown)
        return store(file, begin(file, source), [notice])
      }
      case 'full':
        return store(file, beginInMemory(), [new Fault('STORE_FULL', { file }, thrown)])
      case 'other':
        throw new Fault('STORE_UNWRITABLE', { file, why: why(thrown) }, thrown)
    }
  }
}

function begin(file: string, source: string | undefined): Database.Database {
  if (file !== ':memory:') makeFile(file)
  const db = new Database(file, { timeout: 200 })
  try {
    // Exclusive before WAL: the index of the WAL then lives in our memory, and a second agent is refused at once.
    db.pragma('locking_mode = EXCLUSIVE')
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = FULL')
    db.pragma(`journal_size_limit = ${LOG_BYTES}`)
    db.pragma(`cache_size = -${CACHE_KIB}`)
    // What is deleted is overwritten: a member who is erased is in no page that holds nothing any more.
    db.pragma('secure_delete = ON')
    // An empty write takes the lock for good and shows whether the file may be written.
    db.exec('BEGIN IMMEDIATE; COMMIT')
    const found = db.pragma('quick_check(1)', { simple: true })
    if (found !== 'ok') throw new Damaged(String(found))
    migrate(db)
    if (source !== undefined) claim(db, file, source)
    return db
  } catch (thrown) {
    db.close()
    throw thrown
  }
}

function beginInMemory(): Database.Database {
  const db = new Database(':memory:')
  db.pragma(`max_page_count = ${MEMORY_PAGES}`)
  migrate(db)
  return db
}

/** Moves the database and what belongs to it out of the way. Answers the new name. */
function setAside(file: string, atMs: Ms): string {
  const aside = `${file}.corrupt-${new Date(atMs).toISOString().replaceAll(/[:.]/g, '-')}`
  renameSync(file, aside)
  for (const part of ['-wal', '-shm']) {
    try {
      renameSync(file + part, aside + part)
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw thrown
    }
  }
  return aside
}

function store(file: string, db: Database.Database, notices: readonly Fault[]): Store {
  return { file, db, notices, close: () => void db.close() }
}
