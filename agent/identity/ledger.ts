import type Database from 'better-sqlite3'
import { Fault, why } from '../../config/fault.ts'
import type { Ms } from '../../config/units.ts'
import { openShared } from '../store/shared.ts'
import { type Anchor, Audit, type Entry, type Logged } from './audit.ts'
import { type Consent, verifyConsent } from './consent.ts'
import { NOBODY, type Standing } from './decide.ts'
import { STEPS } from './schema.ts'
import type { Trust } from './token.ts'

const DAY_MS: Ms = 86_400_000

export type By = 'member' | 'issuer' | 'list'

/** A consent as it lies in the ledger. */
export interface Kept {
  readonly receipt: string
  readonly member: string
  readonly issuedMs: Ms
  readonly token: string
  readonly withdrawnMs: Ms | null
  readonly by: By | null
}

type Newest = Pick<Kept, 'receipt' | 'member' | 'issuedMs' | 'by'> & { readonly dealtMs: Ms | null }

const KEPT = `SELECT receipt, member, issued_ms AS issuedMs, token, at_ms AS withdrawnMs, by
  FROM consent LEFT JOIN withdrawal USING (receipt)`

/**
 * What members agreed to and took back. Of one member only the newest consent counts; what lies in the file is believed only as
 * far as it is signed. Every change and its entry in the log are one transaction.
 */
export class Ledger {
  readonly db: Database.Database
  readonly audit: Audit
  readonly trust: Omit<Trust, 'type'>
  /** By receipt: what was verified in this run. */
  readonly #read = new Map<string, Consent | 'unverified'>()
  readonly #one: Database.Statement
  readonly #newest: Database.Statement
  readonly #all: Database.Statement
  readonly #every: Database.Statement
  readonly #insert: Database.Statement
  readonly #withdraw: Database.Statement
  readonly #withdrawal: Database.Statement
  readonly #gone: Database.Statement
  readonly #lastWithdrawal: Database.Statement
  readonly #list: Database.Statement
  readonly #addList: Database.Statement
  readonly #dealing: Database.Statement
  readonly #deal: Database.Statement
  readonly #forget: Database.Statement
  readonly #spend: Database.Statement

  constructor(db: Database.Database, trust: Omit<Trust, 'type'>) {
    this.db = db
    this.trust = trust
    this.audit = new Audit(db)
    this.#one = db.prepare(`${KEPT} WHERE receipt = ?`)
    this.#newest = db.prepare(`${KEPT} WHERE member = ? ORDER BY issued_ms DESC, arrived DESC LIMIT 1`)
    this.#all = db.prepare(`${KEPT} ORDER BY arrived`)
    this.#every = db.prepare(
      `SELECT receipt, member, issued_ms AS issuedMs, by, day_ms AS dealtMs
       FROM consent LEFT JOIN withdrawal USING (receipt) LEFT JOIN dealing USING (member)
       ORDER BY member, issued_ms, arrived`,
    )
    this.#insert = db.prepare('INSERT INTO consent (receipt, member, issued_ms, token) VALUES (?, ?, ?, ?)')
    this.#withdraw = db.prepare('INSERT INTO withdrawal (receipt, at_ms, by) VALUES (?, ?, ?) ON CONFLICT DO NOTHING')
    this.#withdrawal = db.prepare('SELECT by FROM withdrawal WHERE receipt = ?').pluck()
    this.#gone = db.prepare('SELECT 1 FROM gone WHERE receipt = ?')
    this.#lastWithdrawal = db
      .prepare('SELECT max(at_ms) FROM withdrawal JOIN consent USING (receipt) WHERE member = ?')
      .pluck()
    this.#list = db.prepare('SELECT sequence, issued_ms AS issuedMs FROM revocations ORDER BY sequence DESC LIMIT 1')
    this.#addList = db.prepare('INSERT INTO revocations (sequence, issued_ms) VALUES (?, ?)')
    this.#dealing = db.prepare('SELECT day_ms FROM dealing WHERE member = ?').pluck()
    this.#deal = db.prepare(
      `INSERT INTO dealing (member, day_ms) VALUES (?, ?)
       ON CONFLICT (member) DO UPDATE SET day_ms = max(day_ms, excluded.day_ms)`,
    )
    this.#forget = db.prepare('DELETE FROM spent WHERE until_ms < ?')
    this.#spend = db.prepare('INSERT INTO spent (number, until_ms) VALUES (?, ?) ON CONFLICT DO NOTHING')
  }

  /** Does all of it, with nobody else writing between, or throws and does nothing. */
  atomically<T>(work: () => T): T {
    return this.db.transaction(work).immediate()
  }

  /** Verifies what is in the ledger of a member, so that {@link standing} may say what it is worth. */
  async read(member: string): Promise<void> {
    const kept = this.#newest.get(member) as Kept | undefined
    if (kept && !this.#read.has(kept.receipt)) this.#read.set(kept.receipt, await this.#verified(kept))
  }

  /** As {@link read}, of all members. */
  async readAll(): Promise<void> {
    for (const { receipt } of this.#newestOfAll())
      if (!this.#read.has(receipt)) this.#read.set(receipt, await this.#verified(this.one(receipt)!))
  }

  /** How it stands with the consent of a member now; what was not read counts as unverified. */
  standing(member: string): Standing {
    const kept = this.#newest.get(member) as Kept | undefined
    const revocationsMs = this.list?.issuedMs
    if (!kept) return { ...NOBODY, revocationsMs }
    return this.#standing(kept, revocationsMs, (this.#dealing.get(member) as Ms | undefined) ?? 0)
  }

  /** As {@link standing}, of all members, in one pass. */
  standings(): { readonly member: string; readonly standing: Standing }[] {
    const revocationsMs = this.list?.issuedMs
    return this.#newestOfAll().map(kept => ({
      member: kept.member,
      standing: this.#standing(kept, revocationsMs, kept.dealtMs ?? 0),
    }))
  }

  #newestOfAll(): Newest[] {
    const rows = this.#every.all() as Newest[]
    return rows.filter(({ member }, i) => rows[i + 1]?.member !== member)
  }

  #standing(kept: Omit<Newest, 'dealtMs'>, revocationsMs: Ms | undefined, dealtMs: Ms): Standing {
    const consent = this.#read.get(kept.receipt) ?? 'unverified'
    // A row that was moved to another member or given another number is worth nothing.
    const isMoved = consent !== 'unverified' && (consent.member !== kept.member || consent.receipt !== kept.receipt)
    return {
      consent: isMoved ? 'unverified' : consent,
      isWithdrawn: kept.by === 'member' || kept.by === 'issuer',
      isRevoked: kept.by === 'list',
      revocationsMs,
      lastMs: Math.max(kept.issuedMs, dealtMs),
    }
  }

  /** The newest list of revoked consents. */
  get list(): { readonly sequence: number; readonly issuedMs: Ms } | undefined {
    return this.#list.get() as { sequence: number; issuedMs: Ms } | undefined
  }

  all(): readonly Kept[] {
    return this.#all.all() as Kept[]
  }

  one(receipt: string): Kept | undefined {
    return this.#one.get(receipt) as Kept | undefined
  }

  /** The consent of a row, if its signature still counts. */
  async consentOf(kept: Kept): Promise<Consent | undefined> {
    const consent = await this.#verified(kept)
    return consent === 'unverified' ? undefined : consent
  }

  /** When a member last took something back here, of what lies in the ledger. */
  lastWithdrawalMs(member: string): Ms | undefined {
    return (this.#lastWithdrawal.get(member) as Ms | null) ?? undefined
  }

  newestOf(member: string): Kept | undefined {
    return this.#newest.get(member) as Kept | undefined
  }

  add(consent: Consent, token: string, nowMs: Ms): Anchor {
    this.#insert.run(consent.receipt, consent.member, consent.issuedMs, token)
    this.#read.set(consent.receipt, consent)
    return this.log({ kind: 'granted', atMs: nowMs, receipt: consent.receipt })
  }

  /** A consent counts no more, from now on and for good. Answers whether it did until now. */
  withdraw(receipt: string, by: By, nowMs: Ms): boolean {
    return this.atomically(() => {
      if (this.#withdraw.run(receipt, Math.round(nowMs), by).changes === 0) return false
      this.log({ kind: 'withdrawn', atMs: nowMs, receipt, by })
      return true
    })
  }

  isWithdrawn(receipt: string): boolean {
    return this.#withdrawal.get(receipt) !== undefined
  }

  /** Who took a consent back, if anybody did. */
  withdrawnBy(receipt: string): By | undefined {
    return this.#withdrawal.get(receipt) as By | undefined
  }

  /** Whether the template that was kept under a consent was erased. */
  isGone(receipt: string): boolean {
    return this.#gone.get(receipt) !== undefined
  }

  /** Under how many consents of a member the template was erased. */
  goneOf(member: string): number {
    return this.db
      .prepare('SELECT count(*) FROM gone JOIN consent USING (receipt) WHERE member = ?')
      .pluck()
      .get(member) as number
  }

  gone(receipt: string, isGone: boolean): void {
    const sql = isGone
      ? 'INSERT INTO gone (receipt) VALUES (?) ON CONFLICT DO NOTHING'
      : 'DELETE FROM gone WHERE receipt = ?'
    this.db.prepare(sql).run(receipt)
  }

  /** Of whom an entry of the log is, and what else there is to tell of it; known until it is told. */
  about(sequence: number, member: string, more?: object): void {
    this.db
      .prepare('INSERT INTO about (sequence, member, more) VALUES (?, ?, ?)')
      .run(sequence, member, more ? JSON.stringify(more) : null)
  }

  whom(sequence: number): { readonly member: string; readonly more: unknown } | undefined {
    const row = this.db.prepare('SELECT member, more FROM about WHERE sequence = ?').get(sequence) as
      | { member: string; more: string | null }
      | undefined
    return row && { member: row.member, more: row.more === null ? undefined : JSON.parse(row.more) }
  }

  addList(sequence: number, issuedMs: Ms, receipts: readonly string[], nowMs: Ms): void {
    this.#addList.run(sequence, issuedMs)
    for (const receipt of receipts) this.withdraw(receipt, 'list', nowMs)
    this.log({ kind: 'listed', atMs: nowMs, list: sequence })
  }

  /** A member was dealt with today; the hour is nobody's business. */
  deal(member: string, nowMs: Ms): void {
    this.#deal.run(member, Math.floor(nowMs / DAY_MS) * DAY_MS)
  }

  /** Whether the number of a token is new; from now on it is not. */
  once(number: string, untilMs: Ms, nowMs: Ms): boolean {
    this.#forget.run(Math.round(nowMs) - DAY_MS)
    return this.#spend.run(number, Math.round(untilMs)).changes === 1
  }

  /** Whether the number of a token was used. */
  isSpent(number: string): boolean {
    return this.db.prepare('SELECT 1 FROM spent WHERE number = ?').get(number) !== undefined
  }

  log(entry: Entry): Anchor {
    return this.audit.append(entry)
  }

  /** Entries of the log of which nothing was told yet, up to `limit`. */
  untold(limit: number): readonly Logged[] {
    return this.audit.after(
      (this.db.prepare('SELECT sequence FROM told').pluck().get() as number | undefined) ?? 0,
      limit,
    )
  }

  /** What there was to tell up to this entry is safe with others. */
  told(sequence: number): void {
    this.atomically(() => {
      this.db
        .prepare(
          'INSERT INTO told (only, sequence) VALUES (1, ?) ON CONFLICT (only) DO UPDATE SET sequence = excluded.sequence',
        )
        .run(sequence)
      this.db.prepare('DELETE FROM about WHERE sequence <= ?').run(sequence)
    })
  }

  close(): void {
    this.db.close()
  }

  async #verified({ token, receipt, member }: Kept): Promise<Consent | 'unverified'> {
    const made = await verifyConsent(token, this.trust)
    return 'consent' in made && made.consent.receipt === receipt && made.consent.member === member
      ? made.consent
      : 'unverified'
  }
}

/** Opens the ledger, and begins it where there is none. A damaged one stays as it is. @throws Fault LEDGER_UNUSABLE */
export function openLedger(file: string, trust: Omit<Trust, 'type'>): Ledger {
  try {
    return new Ledger(openShared(file, STEPS), trust)
  } catch (thrown) {
    throw new Fault('LEDGER_UNUSABLE', { file, why: why(thrown) }, thrown)
  }
}
