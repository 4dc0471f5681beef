import { randomInt } from 'node:crypto'
import type Database from 'better-sqlite3'
import type { Ms } from '../../config/units.ts'
import { RECENT_MS } from './ledger.ts'

/** More visits of one day are represented by so many of them: the events of the outbox lie in the same database. */
export const MOST_A_DAY = 5000

/** Where rows lie tells nothing of which came first. */
const PLACES = 2 ** 48 - 1

/** What is kept of a day. */
export interface VisitedDay {
  readonly day: string
  /** All that were counted. */
  readonly visits: number
  /** How many walked by. */
  readonly passed: number
  /** Whether its map was told. */
  readonly isTold: boolean
}

/** One visit of a day. */
export interface VisitedRow {
  readonly body: string
  /** Whether somebody said that they bought. */
  readonly hasBought: boolean
}

/**
 * What visits of the last weeks met, a row each, for the touchpoint map. A row says of which day it is, and no more of when. Whose it was
 * it says only for as long as somebody may still say what became of that visit; then that is written into it and the visit's id is gone.
 */
export class Visited {
  readonly #db: Database.Database
  readonly #isSimulated: 0 | 1
  readonly #count: Database.Statement
  readonly #insert: Database.Statement
  readonly #replace: Database.Statement
  readonly #days: Database.Statement
  readonly #rows: Database.Statement
  readonly #bought: Database.Statement
  readonly #named: Database.Statement

  /** What was seen in a simulated shop and what in a real one are kept apart. */
  constructor(db: Database.Database, isSimulated: boolean) {
    this.#db = db
    this.#isSimulated = isSimulated ? 1 : 0
    this.#count = db
      .prepare(
        `INSERT INTO visited_day (day, simulated, visits, passed, told) VALUES (:day, :simulated, :visits, :passed, 0)
         ON CONFLICT (day, simulated) DO UPDATE SET visits = visits + :visits, passed = passed + :passed RETURNING visits`,
      )
      .pluck()
    this.#insert = db.prepare(
      'INSERT OR IGNORE INTO visited (place, day, simulated, visit, bought, body) VALUES (?, ?, ?, ?, 0, ?)',
    )
    this.#replace = db.prepare(
      `DELETE FROM visited WHERE place =
         (SELECT place FROM visited WHERE day = ? AND simulated = ? ORDER BY place LIMIT 1 OFFSET ?)`,
    )
    this.#days = db.prepare(
      'SELECT day, visits, passed, told AS isTold FROM visited_day WHERE simulated = ? ORDER BY day',
    )
    this.#rows = db.prepare('SELECT visit, bought, body FROM visited WHERE day = ? AND simulated = ?')
    this.#bought = db.prepare("SELECT DISTINCT visit FROM outcome WHERE outcome = 'bought'").pluck()
    this.#named = db.prepare('SELECT place, visit FROM visited WHERE day < ? AND visit IS NOT NULL')
  }

  /** Takes visits and passes of a day in; when this returns, they are on the disk. */
  add(day: string, visits: readonly { readonly visit: string; readonly body: string }[], passed: number): void {
    const simulated = this.#isSimulated
    this.#db.transaction(() => {
      const all = this.#count.get({ day, simulated, visits: visits.length, passed }) as number
      for (const [i, { visit, body }] of visits.entries()) {
        // Each of all is equally likely among those that are kept (Vitter 1985, algorithm R).
        const before = all - visits.length + i
        const at = before < MOST_A_DAY ? MOST_A_DAY : randomInt(before + 1)
        if (before >= MOST_A_DAY && at >= MOST_A_DAY) continue
        if (at < MOST_A_DAY) this.#replace.run(day, simulated, at)
        this.#insert.run(randomInt(PLACES), day, simulated, visit, body)
      }
    })()
  }

  /** Nothing of it is wanted any more. */
  forget(): void {
    this.#db.exec('DELETE FROM visited; DELETE FROM visited_day')
  }

  /** Oldest first. */
  days(): VisitedDay[] {
    const days = this.#days.all(this.#isSimulated) as (Omit<VisitedDay, 'isTold'> & { readonly isTold: number })[]
    return days.map(one => ({ ...one, isTold: one.isTold === 1 }))
  }

  of(day: string): VisitedRow[] {
    const rows = this.#rows.all(day, this.#isSimulated) as { visit: string | null; bought: number; body: string }[]
    const bought = new Set<unknown>(rows.some(({ visit }) => visit !== null) ? this.#bought.all() : [])
    return rows.map(({ visit, bought: said, body }) => ({ body, hasBought: said === 1 || bought.has(visit) }))
  }

  /** Forgets days before the first that is still kept, and whose rows are of which visit as soon as nothing more can be said of it. */
  thin(firstKept: string, dayOf: (atMs: Ms) => string, nowMs: Ms): void {
    this.#db.transaction(() => {
      this.#db.prepare('DELETE FROM visited WHERE day < ?').run(firstKept)
      this.#db.prepare('DELETE FROM visited_day WHERE day < ?').run(firstKept)
      const named = this.#named.all(dayOf(nowMs - RECENT_MS)) as { place: number; visit: string }[]
      if (named.length === 0) return
      const bought = new Set(this.#bought.all())
      const settle = this.#db.prepare('UPDATE visited SET visit = NULL, bought = max(bought, ?) WHERE place = ?')
      for (const { place, visit } of named) settle.run(bought.has(visit) ? 1 : 0, place)
    })()
  }
}
