import type Database from 'better-sqlite3'
import type { Ms } from '../../config/units.ts'
import type { Context } from '../events/context.ts'
import type { Draft } from '../events/draft.ts'
import { tell } from '../events/tell.ts'
import type { Snapshot } from './spare.ts'

/** For so long after its end a visit is known, to whoever says what became of it. */
export const RECENT_MS: Ms = 2 * 86_400_000

/** A visit whose start was told and whose end was not. */
interface OpenVisit {
  readonly source: string
  readonly startedMs: Ms
  readonly entrance: string | undefined
  readonly simulated: boolean
  /** The last that was told of it. */
  lastMs: Ms
}

/**
 * Which visits are open, kept in the same transactions as the events themselves: whenever the power goes, the next start
 * knows which visits still want their end.
 */
export class Ledger {
  readonly #open = new Map<string, OpenVisit>()
  /** How often a visit began or ended. */
  turns = 0
  /** Visits that the table does not have as they are here. */
  readonly #changed = new Set<string>()
  /** Visits that are over, and not in the table of those. */
  readonly #past = new Map<string, { readonly startedMs: Ms; readonly endedMs: Ms }>()
  readonly #put: Database.Statement
  readonly #remove: Database.Statement
  readonly #all: Database.Statement
  readonly #end: Database.Statement
  readonly #forget: Database.Statement

  constructor(db: Database.Database) {
    this.#put = db.prepare(
      `INSERT INTO open_visit (visit, source, started_ms, last_ms, entrance, simulated) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (visit) DO UPDATE SET last_ms = excluded.last_ms`,
    )
    this.#remove = db.prepare('DELETE FROM open_visit WHERE visit = ?')
    this.#all = db.prepare('SELECT * FROM open_visit ORDER BY started_ms, visit')
    this.#end = db.prepare(
      `INSERT INTO past_visit (visit, started_ms, ended_ms) VALUES (?, ?, ?)
       ON CONFLICT (visit) DO UPDATE SET ended_ms = excluded.ended_ms`,
    )
    this.#forget = db.prepare(`DELETE FROM past_visit WHERE abs(ended_ms - ?) > ${RECENT_MS}`)
  }

  /**
   * The ends of the visits that an earlier run left open: reason `interrupted`, at the time of the last event that told of
   * them, for nothing is known of them after it. They keep the names and the label under which they began. Where `known` is given, it
   * counts, and not the table.
   */
  interrupted(context: Context, known?: Snapshot['visits']): Draft[] {
    const rows = this.#all.all() as Snapshot['visits']
    for (const { visit } of rows) this.#changed.add(visit)
    return (known ?? rows).map(row => {
      const entrance = row.entrance ?? undefined
      const began = { source: row.source, simulated: row.simulated === 1, startedMs: row.started_ms, entrance }
      this.#open.set(row.visit, { ...began, lastMs: row.last_ms })
      return tell(
        {
          kind: 'visit.ended',
          visit: row.visit,
          atMs: row.last_ms,
          startedMs: row.started_ms,
          reason: 'interrupted',
          ...(entrance === undefined ? {} : { entrance }),
        },
        { ...context, source: row.source, simulated: row.simulated === 1 },
      )
    })
  }

  /** All that are open. */
  open(): Snapshot['visits'] {
    return [...this.#open].map(([visit, { source, startedMs, lastMs, entrance, simulated }]) => ({
      ...{ visit, source, entrance: entrance ?? null, simulated: simulated ? 1 : 0 },
      ...{ started_ms: Math.round(startedMs), last_ms: Math.round(lastMs) },
    }))
  }

  /** Takes note of what an event means for its visit. */
  note(draft: Draft): void {
    if (draft.subject === undefined) return
    const visit = this.#open.get(draft.subject)
    if (draft.name === 'visit.started' || draft.name === 'visit.ended') this.turns++
    if (draft.name === 'visit.started') {
      const { source, simulated, atMs } = draft
      this.#open.set(draft.subject, { source, simulated, entrance: draft.data.entrance, startedMs: atMs, lastMs: atMs })
    } else if (draft.name === 'visit.ended') {
      this.#open.delete(draft.subject)
      this.#past.set(draft.subject, { startedMs: Date.parse(draft.data.startedAt), endedMs: draft.atMs })
    } else if (visit) visit.lastMs = Math.max(visit.lastMs, draft.atMs)
    else return
    this.#changed.add(draft.subject)
  }

  /** Brings the table up to date; to be called within a transaction. */
  write(): void {
    for (const id of this.#changed) {
      const visit = this.#open.get(id)
      if (!visit) this.#remove.run(id)
      else {
        const { source, startedMs, lastMs, entrance, simulated } = visit
        this.#put.run(id, source, Math.round(startedMs), Math.round(lastMs), entrance ?? null, simulated ? 1 : 0)
      }
    }
    let lastMs = Number.NEGATIVE_INFINITY
    for (const [id, { startedMs, endedMs }] of this.#past) {
      this.#end.run(id, Math.round(startedMs), Math.round(endedMs))
      lastMs = Math.max(lastMs, endedMs)
    }
    if (this.#past.size > 0) this.#forget.run(Math.round(lastMs))
  }

  /** The transaction is on the disk. */
  written(): void {
    this.#changed.clear()
    this.#past.clear()
  }
}
