import { createHash } from 'node:crypto'
import type Database from 'better-sqlite3'
import type { Purpose } from '../../config/identity.ts'
import type { Level, Signal } from '../../config/jurisdictions.ts'
import type { Ms } from '../../config/units.ts'
import { canonical, type Flat } from './canonical.ts'
import type { DecisionReason, TokenReason } from './reason.ts'

/** Of which kind a token was, or would have been. */
export type TokenKind = 'consent' | 'withdrawal' | 'revocations' | 'pass' | 'level' | 'unknown'

/** Why a template was destroyed. `returned`: it had been erased before, and came back with an old copy of the gallery. */
export const ERASURES = ['asked', 'withdrawn', 'revoked', 'expired', 'dormant', 'returned'] as const
export type Erasure = (typeof ERASURES)[number]

/** What the log keeps. Numbers of receipts and nothing else of a person: no pseudonym, no name, nothing measured. */
export type Entry = { readonly atMs: Ms } & (
  | { readonly kind: 'granted'; readonly receipt: string }
  | { readonly kind: 'withdrawn'; readonly receipt: string; readonly by: 'member' | 'issuer' | 'list' }
  | { readonly kind: 'listed'; readonly list: number }
  | { readonly kind: 'level'; readonly level: Level }
  /** A template was made under this consent, `instead` of one that was kept under another. */
  | { readonly kind: 'enrolled'; readonly receipt: string; readonly instead?: string }
  | { readonly kind: 'not-enrolled'; readonly receipt: string; readonly why: 'not-one-person' | 'duplicate' }
  /** Without a receipt where the row did not open. */
  | { readonly kind: 'erased'; readonly receipt?: string; readonly why: Erasure }
  | { readonly kind: 'retracted'; readonly receipt: string; readonly by: 'member' | 'staff' }
  | {
      readonly kind: 'token-refused'
      readonly token: TokenKind
      readonly reason: TokenReason
      readonly receipt?: string
    }
  | ({ readonly kind: 'allowed'; readonly receipt?: string; readonly candidates?: number } & Asked)
  | ({ readonly kind: 'refused'; readonly reason: DecisionReason; readonly receipt?: string } & Asked)
)

interface Asked {
  readonly purpose: Purpose
  readonly signal?: Signal
  readonly place?: string
}

/** A place in the chain: whoever keeps one can tell later whether what lies before it is still the same. */
export interface Anchor {
  readonly sequence: number
  readonly hash: string
}

export interface Logged extends Anchor {
  readonly entry: Entry
}

/** Before the first entry. */
export const GENESIS: Anchor = { sequence: 0, hash: '0'.repeat(64) }

interface Row {
  readonly sequence: number
  readonly body: string
  readonly hash: string
}

/** The hash of an entry is over the one before and what it says itself. */
export function chain(before: string, body: string): string {
  return createHash('sha256').update(before).update('\n').update(body).digest('hex')
}

/** The log of all decisions, in the ledger. Only ever added to. */
export class Audit {
  readonly #head: Database.Statement
  readonly #insert: Database.Statement
  readonly #after: Database.Statement
  readonly #retracted: Database.Statement

  constructor(db: Database.Database) {
    this.#head = db.prepare('SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1')
    this.#insert = db.prepare('INSERT INTO audit (sequence, body, hash) VALUES (?, ?, ?)')
    this.#after = db.prepare('SELECT sequence, body, hash FROM audit WHERE sequence > ? ORDER BY sequence LIMIT ?')
    this.#retracted = db.prepare(
      `SELECT 1 FROM audit WHERE sequence > ? AND body ->> 'kind' = 'retracted' AND body ->> 'receipt' = ?`,
    )
  }

  get head(): Anchor {
    return (this.#head.get() as Anchor | undefined) ?? GENESIS
  }

  /** Adds an entry; in the transaction of what it tells of, so that neither is there without the other. */
  append(entry: Entry): Anchor {
    const { sequence, hash } = this.head
    const next = sequence + 1
    const body = canonical({ ...(entry as unknown as Flat), atMs: Math.round(entry.atMs), sequence: next })
    const anchor = { sequence: next, hash: chain(hash, body) }
    this.#insert.run(next, body, anchor.hash)
    return anchor
  }

  /** Whether after an entry somebody said that whoever was taken for the member of a receipt is not them. */
  isRetractedAfter(sequence: number, receipt: string): boolean {
    return this.#retracted.get(sequence, receipt) !== undefined
  }

  /** Up to `limit` entries after one. */
  after(sequence: number, limit: number): Logged[] {
    return (this.#after.all(sequence, limit) as Row[]).map(({ body, ...anchor }) => ({
      ...anchor,
      entry: JSON.parse(body) as Entry,
    }))
  }
}
