import type Database from 'better-sqlite3'
import type { Ms } from '../../config/units.ts'
import type { Context } from '../events/context.ts'
import type { Draft } from '../events/draft.ts'
import { tell } from '../events/tell.ts'

/** The shop as a whole, beside its zones. */
const SHOP = ''

interface Count {
  readonly count: number
  readonly atMs: Ms
  readonly source: string
  readonly simulated: boolean
}

/** How many were last told to be in the shop and in its zones, kept with the events that told it. */
export class Counts {
  readonly #counts = new Map<string, Count>()
  readonly #changed = new Set<string>()
  readonly #put: Database.Statement
  #aliveMs: Ms = Number.NEGATIVE_INFINITY

  constructor(db: Database.Database) {
    this.#put = db.prepare(
      `INSERT INTO occupancy (zone, count, at_ms, source, simulated) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (zone) DO UPDATE SET count = excluded.count, at_ms = excluded.at_ms, source = excluded.source, simulated = excluded.simulated`,
    )
    const rows = db.prepare('SELECT zone, count, at_ms AS atMs, source, simulated FROM occupancy').all() as (Count & {
      readonly zone: string
    })[]
    for (const { zone, ...row } of rows) this.#counts.set(zone, { ...row, simulated: Number(row.simulated) === 1 })
  }

  /** How many an earlier run left in the shop, and when it was last alive; of another machine's name, none. */
  before({ source, simulated }: Context): { readonly inside: number; readonly aliveMs: Ms } {
    const was = this.#counts.get(SHOP)
    const isOurs = was?.source === source && was.simulated === simulated
    return isOurs ? { inside: was.count, aliveMs: was.atMs } : { inside: 0, aliveMs: Number.NEGATIVE_INFINITY }
  }

  /** An earlier run left people in zones: whoever is there is counted anew. */
  left(context: Context): Draft[] {
    return [...this.#counts].flatMap(([zone, { count, atMs, source, simulated }]) =>
      zone === SHOP || count === 0
        ? []
        : [tell({ kind: 'occupancy.changed', zone, count: 0, atMs }, { ...context, source, simulated })],
    )
  }

  /** What is noted from here on is of this run. What an earlier one told may be of another time: the clock may have been set. */
  begin(): void {
    this.#aliveMs = Number.NEGATIVE_INFINITY
  }

  note(draft: Draft): void {
    this.#aliveMs = Math.max(this.#aliveMs, draft.atMs)
    if (draft.name !== 'occupancy.changed') return
    const { source, simulated, atMs } = draft
    const zone = draft.data.zone ?? SHOP
    this.#counts.set(zone, { count: draft.data.count, atMs, source, simulated })
    this.#changed.add(zone)
  }

  /** Brings the table up to date; to be called within a transaction. That a count still holds is written with every event. */
  write(): void {
    const shop = this.#counts.get(SHOP)
    if (shop && shop.atMs < this.#aliveMs) {
      this.#counts.set(SHOP, { ...shop, atMs: this.#aliveMs })
      this.#changed.add(SHOP)
    }
    for (const zone of this.#changed) {
      const { count, atMs, source, simulated } = this.#counts.get(zone)!
      this.#put.run(zone, count, Math.round(atMs), source, simulated ? 1 : 0)
    }
  }

  /** The transaction is on the disk. */
  written(): void {
    this.#changed.clear()
  }
}
