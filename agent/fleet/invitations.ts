import { createHash, randomBytes, timingSafeEqual, X509Certificate } from 'node:crypto'
import Database from 'better-sqlite3'
import { Fault, why } from '../../config/fault.ts'
import { dueMs } from '../../config/renewal.ts'
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
  /** It had joined, and is not to be let in any more. */
  readonly withdrawnMs: Ms | null
}

interface Row extends Invitation {
  readonly secret: Buffer
  readonly config: string
  readonly key: string | null
  readonly certificate: Buffer | null
}

export type Refusal = 'unknown' | 'expired' | 'used' | 'withdrawn'

/** A new certificate that was asked for so shortly ago is given again, unless it is due itself: the answer may have been lost on its way. */
const AGAIN_MS: Ms = 86_400_000

/** Who was invited to a fleet, with what first configuration, and who came. What lets somebody in is kept only as its digest. */
export class Invitations {
  readonly #db: Database.Database
  readonly #add: Database.Statement
  readonly #get: Database.Statement<[string], Row>
  readonly #bind: Database.Statement
  readonly #all: Database.Statement<[], Invitation>
  readonly #holder: Database.Statement<[string], Row>
  readonly #lately: Database.Statement<[string, Ms], Buffer>
  readonly #renew: Database.Statement
  readonly #given: Database.Statement<[string, string], Buffer>
  readonly #over: Database.Statement<[], Buffer>
  readonly #remove: Database.Statement
  readonly #withdraw: Database.Statement

  /** @throws Fault STORE_UNWRITABLE */
  constructor(file: string) {
    try {
      this.#db = new Database(file, { timeout: 5000 })
      this.#db.pragma('journal_mode = WAL')
      this.#db.pragma('synchronous = FULL')
      this.#db.exec(`
        CREATE TABLE IF NOT EXISTS invitation (
          id TEXT PRIMARY KEY, secret BLOB NOT NULL, name TEXT NOT NULL, config TEXT NOT NULL,
          madeMs REAL NOT NULL, expiresMs REAL NOT NULL, key TEXT, certificate BLOB, joinedMs REAL
        ) STRICT;
        CREATE TABLE IF NOT EXISTS renewed (invitation TEXT NOT NULL, certificate BLOB NOT NULL, madeMs REAL NOT NULL) STRICT;
        CREATE TABLE IF NOT EXISTS withdrawn (invitation TEXT PRIMARY KEY, withdrawnMs REAL NOT NULL) STRICT;
      `)
    } catch (thrown) {
      throw new Fault('STORE_UNWRITABLE', { file, why: why(thrown) }, thrown)
    }
    const from = 'FROM invitation LEFT JOIN withdrawn ON withdrawn.invitation = id'
    this.#add = this.#db.prepare(
      'INSERT INTO invitation (id, secret, name, config, madeMs, expiresMs) VALUES (?, ?, ?, ?, ?, ?)',
    )
    this.#get = this.#db.prepare(`SELECT invitation.*, withdrawnMs ${from} WHERE id = ?`)
    // Whoever of two comes first with a key of its own has it; the same one may come again.
    this.#bind = this.#db.prepare(
      'UPDATE invitation SET key = @key, certificate = @certificate, joinedMs = @nowMs WHERE id = @id AND key IS NULL',
    )
    this.#all = this.#db.prepare(
      `SELECT id, name, madeMs, expiresMs, joinedMs, withdrawnMs ${from} ORDER BY invitation.madeMs`,
    )
    this.#holder = this.#db.prepare(
      `SELECT invitation.*, withdrawnMs ${from} WHERE key = ? ORDER BY joinedMs DESC LIMIT 1`,
    )
    this.#lately = this.#db
      .prepare<[string, Ms], Buffer>(
        `SELECT certificate FROM renewed WHERE invitation = ? AND madeMs > ?
         AND invitation NOT IN (SELECT invitation FROM withdrawn) ORDER BY madeMs DESC LIMIT 1`,
      )
      .pluck()
    // In one statement: `fleet withdraw` is another process, and may come in between.
    this.#renew = this.#db.prepare(
      `INSERT INTO renewed (invitation, certificate, madeMs) SELECT @id, @certificate, @nowMs
       WHERE NOT EXISTS (SELECT 1 FROM withdrawn WHERE invitation = @id)`,
    )
    this.#given = this.#db
      .prepare<[string, string], Buffer>(
        `SELECT certificate FROM invitation WHERE id = ? AND certificate IS NOT NULL
         UNION ALL SELECT certificate FROM renewed WHERE invitation = ?`,
      )
      .pluck()
    this.#over = this.#db
      .prepare<[], Buffer>(
        `SELECT certificate FROM invitation JOIN withdrawn ON withdrawn.invitation = id WHERE certificate IS NOT NULL
         UNION ALL SELECT certificate FROM renewed JOIN withdrawn USING (invitation)`,
      )
      .pluck()
    this.#remove = this.#db.prepare('DELETE FROM invitation WHERE id = ? AND joinedMs IS NULL')
    this.#withdraw = this.#db.prepare(
      'INSERT INTO withdrawn SELECT id, ? FROM invitation WHERE id = ? AND true ON CONFLICT DO NOTHING',
    )
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
    if (row.withdrawnMs !== null) return 'withdrawn'
    return nowMs < row.expiresMs ? row : 'expired'
  }

  /** Gives a certificate out, to one key (SHA-256 in hex) alone; asked again for that, it answers the first one. */
  bind(id: string, key: string, certificate: Buffer, nowMs: Ms): Buffer | 'used' {
    this.#bind.run({ id, key, certificate, nowMs })
    const row = this.#get.get(id)
    return row?.key === key && row.certificate ? row.certificate : 'used'
  }

  /** By which invitation the machine has joined that has a key (SHA-256 in hex), and its first configuration. */
  holder(key: string): (Invitation & { readonly config: string }) | undefined {
    return this.#holder.get(key)
  }

  /** Gives another certificate out to a machine that has joined; asked again within a day, it answers the same one while that is not due itself. */
  renew(id: string, certificate: Buffer, nowMs: Ms): Buffer | 'withdrawn' {
    const lately = this.#lately.get(id, nowMs - AGAIN_MS)
    if (lately && nowMs < dueMs(new X509Certificate(lately))) return lately
    return this.#renew.run({ id, certificate, nowMs }).changes > 0 ? certificate : 'withdrawn'
  }

  /** All certificates (DER) that were given out by an invitation. */
  given(id: string): Buffer[] {
    return this.#given.all(id, id)
  }

  /** All certificates (DER) that were given out to whoever is withdrawn. */
  over(): Buffer[] {
    return this.#over.all()
  }

  /** Whether somebody of that name has joined, or may yet. */
  isKnown(name: string, nowMs: Ms): boolean {
    return this.all().some(
      one => one.name === name && one.withdrawnMs === null && (one.joinedMs !== null || nowMs < one.expiresMs),
    )
  }

  all(): Invitation[] {
    return this.#all.all()
  }

  /**
   * Nobody joins by it any more. Whoever has joined by it already gets neither another certificate nor the first configuration again, and
   * what was given out stays known. Answers how it was.
   */
  withdraw(id: string, nowMs: Ms): 'unknown' | 'waited' | 'joined' {
    if (this.#remove.run(id).changes > 0) return 'waited'
    if (!this.#get.get(id)) return 'unknown'
    this.#withdraw.run(nowMs, id)
    return 'joined'
  }

  close(): void {
    this.#db.close()
  }
}

function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
