import { createHash } from 'node:crypto'
import type Database from 'better-sqlite3'
import type { Ms } from '../../config/units.ts'
import type { Contact } from './contacts.ts'
import { FEATURES } from './features.ts'

/** Of which features the numbers of a contact are: those of another version say nothing to this one. */
const FORM = createHash('sha256').update(FEATURES.join()).digest('hex').slice(0, 16)
/** Most that is kept, as many as are open at most. */
const MOST = 2000

interface Row {
  readonly visit: string
  readonly touchpoint: string
  readonly at_ms: Ms
  readonly probability: number
  readonly features: Buffer
}

/**
 * Approaches that were advised, in the database of the agent, so that an outcome finds its contact after a kill. As with the {@link Log}
 * a note does not wait for the disk: the outbox does, before it publishes anything that comes after.
 */
export class Book {
  readonly #db: Database.Database
  readonly #note: Database.Statement
  readonly #since: Database.Statement
  readonly #forget: Database.Statement

  constructor(db: Database.Database) {
    this.#db = db
    this.#note = db.prepare(
      `INSERT INTO contact (visit, touchpoint, at_ms, probability, form, features)
       VALUES (:visit, :touchpoint, :atMs, :probability, '${FORM}', :features)`,
    )
    this.#since = db.prepare(
      `SELECT visit, touchpoint, at_ms, probability, features FROM contact
       WHERE at_ms >= ? AND form = '${FORM}' AND length(features) = ${8 * FEATURES.length} ORDER BY position`,
    )
    this.#forget = db.prepare(
      `DELETE FROM contact WHERE at_ms < ? OR position <= (SELECT max(position) FROM contact) - ${MOST}`,
    )
  }

  /** Somebody is to be approached: to be called before anybody hears of it. What is older than `fromMs` is forgotten. Throws what SQLite says. */
  note({ visit, touchpoint, atMs, probability, features }: Contact, fromMs: Ms): void {
    const { buffer, byteOffset, byteLength } = features
    const row = { visit, touchpoint, probability, features: Buffer.from(buffer, byteOffset, byteLength) }
    this.#db.pragma('synchronous = NORMAL')
    try {
      this.#db.transaction(() => {
        this.#forget.run(Math.floor(fromMs))
        this.#note.run({ ...row, atMs: Math.round(atMs) })
      })()
    } finally {
      this.#db.pragma('synchronous = FULL')
    }
  }

  /** Those since then, oldest first, as if nobody had said anything of them; older ones are forgotten. */
  since(fromMs: Ms): Contact[] {
    try {
      this.#forget.run(Math.floor(fromMs))
    } catch {
      // A full disk takes no deletion either, and must not stop a start: the next note forgets them.
    }
    return (this.#since.all(Math.floor(fromMs)) as Row[]).map(({ at_ms: atMs, features, ...row }) => ({
      ...row,
      atMs,
      features: new Float64Array(features.buffer.slice(features.byteOffset, features.byteOffset + features.byteLength)),
      isLearned: false,
    }))
  }
}
