import type Database from 'better-sqlite3'
import type { Draft } from '../events/draft.ts'

/** Of which days the touchpoint map was told, kept in the same transactions as the events that told it: never twice, whenever the power goes. */
export class Mapped {
  readonly #put: Database.Statement
  readonly #days = new Map<string, { readonly day: string; readonly simulated: boolean }>()

  constructor(db: Database.Database) {
    this.#put = db.prepare(
      `INSERT INTO visited_day (day, simulated, visits, passed, told) VALUES (?, ?, 0, 0, 1)
       ON CONFLICT (day, simulated) DO UPDATE SET told = 1`,
    )
  }

  note(draft: Draft): void {
    if (draft.name !== 'touchpoint.mapped') return
    const { simulated, data } = draft
    this.#days.set(`${data.day} ${simulated}`, { day: data.day, simulated })
  }

  /** To be called within a transaction. */
  write(): void {
    for (const { day, simulated } of this.#days.values()) this.#put.run(day, simulated ? 1 : 0)
  }

  /** The transaction is on the disk. */
  written(): void {
    this.#days.clear()
  }
}
