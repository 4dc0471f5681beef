import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import Database from 'better-sqlite3'
import { Fault, why } from '../../config/fault.ts'
import type { Ms } from '../../config/units.ts'
import { SECRET } from './token.ts'

/** A machine that may join, or has. */
export interface Invitation {
  readonly id: string
  /** Its certificate's common name. */
  readonly name: string
  readonly madeMs: Ms
  readonly expiresMs: Ms
  readonly joinedMs: Ms | null
}

interface Row extends Invitation {
  readonly secret: Buffer
  readonly config: string
  readonly key: string | null
  readonly certificate: Buffer | null
}

export type Refusal = 'unknown' | 'expired' | 'used'

/** Who was invited to a fleet, with what first configuration, and who came. What lets somebody in is kept only as its digest. */
export class Invitations {
  readonly #db: Database.Database
  readonly #add: Database.Statement
  readonly #get: Database.Statement<[string], Row>
  readonly #bind: Database.Statement
  readonly #all: Database.Statement<[], Invitation>
  readonly #config: Database.Statement<[string], string>
  readonly #remove: Database.Statement

  /** @throws Fault STORE_UNWRITABLE */
  constructor(file: string) {
    try {
      this.#db = new Database(file, { timeout: 5000 })
      this.#db.pragma('journal_mode = WAL')
      this.#db.pragma('synchronous = FULL')
      this.#db.exec(`CREATE TABLE IF NOT EXISTS invitation (
        id TEXT PRIMARY KEY, secret BLOB NOT NULL, name TEXT NOT NULL, config TEXT NOT NULL,
        madeMs REAL NOT NULL, expiresMs REAL NOT NULL, key TEXT, certificate BLOB, joinedMs REAL
      ) STRICT`)
    } catch (thrown) {
      throw new Fault('STORE_UNWRITABLE', { file, why: why(thrown) }, thrown)
    }
    this.#add = this.#db.prepare(
      'INSERT INTO invitation (id, secret, name, config, madeMs, expiresMs) VALUES (?, ?, ?, ?, ?, ?)',
    )
    this.#get = this.#db.prepare('SELECT * FROM invitation WHERE id = ?')
    // Whoever of two comes first with a key of its own has it; the same one may come again.
    this.#bind = this.#db.prepare(
      'UPDATE invitation SET key = @key, certificate = @certificate, joinedMs = @nowMs WHERE id = @id AND key IS NULL',
    )
    this.#all = this.#db.prepare('SELECT id, name, madeMs, expiresMs, joinedMs FROM invitation ORDER BY madeMs')
    this.#config = this.#db
      .prepare<[string], string>('SELECT config FROM invitation WHERE key = ? ORDER BY joinedMs DESC LIMIT 1')
      .pluck()
    this.#remove = this.#db.prepare('DELETE FROM invitation WHERE id = ? AND joinedMs IS NULL')
  }

  /** Answers what lets the machine in, which is told nowhere else. */
  invite(name: string, config: string, nowMs: Ms, forMs: Ms): { readonly id: string; readonly secret: string } {
    const [id, secret] = [randomBytes(8).toString('hex'), randomBytes(SECRET).toString('hex')]
    this.#add.run(id, digest(secret), name, config, nowMs, nowMs + forMs)
    return { id, secret }
  }

  /** The invitation, where its secret is shown in time; a machine that has joined may come until then, to fetch again what it missed. */
  admit(id: string, secret: string, nowMs: Ms): Invitation | Refusal {
    const row = this.#get.get(id)
    if (!row || !timingSafeEqual(row.secret, digest(secret))) return 'unknown'
    return nowMs < row.expiresMs ? row : 'expired'
  }

  /** Gives a certificate out, to one key (SHA-256 in hex) alone; asked again for that, it answers the first one. */
  bind(id: string, key: string, certificate: Buffer, nowMs: Ms): Buffer | 'used' {
    this.#bind.run({ id, key, certificate, nowMs })
    const row = this.#get.get(id)
    return row?.key === key && row.certificate ? row.certificate : 'used'
  }

  /** The first configuration of the machine that has joined with a key (SHA-256 in hex). */
  configOf(key: string): string | undefined {
    return this.#config.get(key)
  }

  /** Whether somebody of that name has joined, or may yet. */
  isKnown(name: string, nowMs: Ms): boolean {
    return this.all().some(one => one.name === name && (one.joinedMs !== null || nowMs < one.expiresMs))
  }

  all(): Invitation[] {
    return this.#all.all()
  }

  /** Nobody joins by it any more. False where it is not known, or somebody has already. */
  withdraw(id: string): boolean {
    return this.#remove.run(id).changes > 0
  }

  close(): void {
    this.#db.close()
  }
}

function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
