import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import type Database from 'better-sqlite3'
import { Fault, why } from '../../config/fault.ts'
import type { Ms } from '../../config/units.ts'
import { ailment } from '../store/ailment.ts'

/** For so long an answer is kept: an asker that hears nothing asks again within minutes. */
const KEPT_MS: Ms = 3_600_000
/** Of more than this the oldest lose their text, until so much is left, since to find them takes time; their numbers stay. */
const MAX_BYTES = 8e6
const LEFT_BYTES = 6e6
const TAG = 16
const IV = 12

/** A request as it is known again. */
export interface Known {
  readonly asker: string
  readonly id: string
  /** What is asked for, word for word; whoever asks again says the same. */
  readonly text: string
}

/** What is known of a number: how it was answered, or that it runs, that the agent stopped over it, that its answer is gone, that it was something else. */
export type Before = { readonly body: string } | 'running' | 'interrupted' | 'gone' | 'other'

interface Row {
  readonly arrived: number
  readonly salt: Buffer
  readonly proof: Buffer
  readonly body: Buffer | null
}

/**
 * The numbers of requests and how they were answered, so that each is done once and answered alike, over a restart too. An answer may
 * speak of a member: it is sealed under the words of its request, which are not kept, and so opens to whoever repeats them.
 */
export class Answers {
  readonly #db: Database.Database
  readonly #running = new Set<string>()
  readonly #find: Database.Statement
  readonly #begin: Database.Statement
  readonly #end: Database.Statement
  readonly #expire: Database.Statement
  readonly #shorten: Database.Statement
  /** Of all texts that are kept. */
  #bytes: number

  constructor(db: Database.Database) {
    this.#db = db
    this.#find = db.prepare('SELECT arrived, salt, proof, body FROM answer WHERE number = ?')
    this.#begin = db.prepare('INSERT INTO answer (number, at_ms, salt, proof) VALUES (?, ?, ?, ?)')
    this.#end = db.prepare('UPDATE answer SET body = ? WHERE number = ?')
    this.#expire = db.prepare('DELETE FROM answer WHERE at_ms < ? RETURNING coalesce(length(body), 0)').pluck()
    this.#shorten = db.prepare(
      `UPDATE answer SET body = x'' WHERE length(body) > 0 AND arrived IN
       (SELECT arrived FROM (SELECT arrived, sum(length(body)) OVER (ORDER BY arrived DESC) AS bytes FROM answer) WHERE bytes > ?)`,
    )
    this.#bytes = this.#count()
  }

  /** What is known of a request. Where the database cannot be read, nothing. */
  before(known: Known): Before | undefined {
    const number = numberOf(known)
    const row = this.#row(number)
    if (!row) return undefined
    const { key, proof } = sealOf(known, row.salt)
    if (!proof.equals(row.proof)) return 'other'
    if (this.#running.has(number.toString('hex'))) return 'running'
    if (row.body === null) return 'interrupted'
    return row.body.length === 0 ? 'gone' : { body: opened(row.body, key) }
  }

  /** Remembers that it is being done. When this returns, that is on the disk. @throws Fault STORE_FULL, STORE_UNWRITABLE, and nothing may be done then */
  begin(known: Known, nowMs: Ms): void {
    const number = numberOf(known)
    const salt = randomBytes(16)
    const gone = this.#write(() => {
      const bytes = this.#expire.all(Math.round(nowMs) - KEPT_MS) as number[]
      this.#begin.run(number, Math.round(nowMs), salt, sealOf(known, salt).proof)
      return bytes
    })
    for (const bytes of gone) this.#bytes -= bytes
    this.#running.add(number.toString('hex'))
  }

  /** Keeps the answer. @throws Fault STORE_FULL, STORE_UNWRITABLE: then it is as if the agent had stopped over it */
  end(known: Known, body: string): void {
    const number = numberOf(known)
    this.#running.delete(number.toString('hex'))
    const row = this.#row(number)
    if (!row) return
    const { key } = sealOf(known, row.salt)
    const text = sealed(body, key)
    this.#bytes = this.#write(() => {
      this.#end.run(text, number)
      if (this.#bytes + text.length <= MAX_BYTES) return this.#bytes + text.length
      this.#shorten.run(LEFT_BYTES)
      return this.#count()
    })
  }

  #count(): number {
    return this.#db.prepare('SELECT coalesce(sum(length(body)), 0) FROM answer').pluck().get() as number
  }

  #row(number: Buffer): Row | undefined {
    try {
      return this.#find.get(number) as Row | undefined
    } catch {
      return undefined
    }
  }

  #write<T>(work: () => T): T {
    try {
      return this.#db.transaction(work).immediate()
    } catch (thrown) {
      const file = this.#db.name
      if (ailment(thrown) === 'full') throw new Fault('STORE_FULL', { file }, thrown)
      throw new Fault('STORE_UNWRITABLE', { file, why: why(thrown) }, thrown)
    }
  }
}

/** Whose number it is; not the number itself. */
function numberOf({ asker, id }: Known): Buffer {
  return createHash('sha256').update(`${asker}/${id}`).digest()
}

/** What opens the answer, and what shows that the words are the same; both from all that was said. */
function sealOf({ asker, id, text }: Known, salt: Buffer): { key: Buffer; proof: Buffer } {
  const digest = createHash('sha512').update(salt).update(`${asker}/${id}/`).update(text).digest()
  return { key: digest.subarray(0, 32), proof: digest.subarray(32) }
}

/** AES-256-GCM: nonce, tag, text. */
function sealed(body: string, key: Buffer): Buffer {
  const nonce = randomBytes(IV)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  const text = Buffer.concat([cipher.update(body, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), text])
}

function opened(body: Buffer, key: Buffer): string {
  const decipher = createDecipheriv('aes-256-gcm', key, body.subarray(0, IV), { authTagLength: TAG })
  decipher.setAuthTag(body.subarray(IV, IV + TAG))
  return Buffer.concat([decipher.update(body.subarray(IV + TAG)), decipher.final()]).toString('utf8')
}
