import type Database from 'better-sqlite3'
import type { Ms } from '../../config/units.ts'
import type { Outcome as Became } from '../moments/advice.ts'
import type { Part } from '../moments/logged.ts'
import type { Word } from '../moments/worth/heard.ts'
import { RECENT_MS } from './ledger.ts'

/** For so long it is kept what became of visits. */
const KEPT_MS: Ms = 90 * 86_400_000

/** Most that one asker may say of one visit, and most that is kept of all: the events of the outbox lie in the same database. */
const PER_VISIT = 16
const MOST = 50_000

/** So much is read at one time: a running agent has other things to do. */
const AT_ONCE = 5000

type KeptRow = Omit<Word, 'touchpoint' | 'untilMs'> & {
  readonly arrived: number
  readonly touchpoint: string
  readonly untilMs: Ms | null
}

/** What somebody said became of a visit, or of a part of it. */
export interface Outcome {
  readonly asker: string
  readonly visit: string
  /** Empty where none was named. */
  readonly touchpoint: string
  readonly outcome: Became
  readonly fromMs: Ms
  /** Undefined where it was not said. */
  readonly untilMs: Ms | undefined
}

interface Row {
  readonly visit: string
  readonly touchpoint: string
  readonly outcome: Became
  readonly from_ms: Ms
  readonly until_ms: Ms | null
  readonly at_ms: Ms
}

/** What became of visits, kept for whatever learns from it. A visit is a random number of one day, and so says nothing of anybody later. */
export class Outcomes {
  readonly #db: Database.Database
  readonly #open: Database.Statement
  readonly #past: Database.Statement
  readonly #keep: Database.Statement
  readonly #expire: Database.Statement
  readonly #limit: Database.Statement
  readonly #since: Database.Statement
  readonly #after: Database.Statement

  constructor(db: Database.Database) {
    this.#db = db
    this.#open = db.prepare('SELECT started_ms FROM open_visit WHERE visit = ?').pluck()
    this.#past = db.prepare('SELECT started_ms FROM past_visit WHERE visit = ? AND ended_ms >= ?').pluck()
    this.#keep = db.prepare(
      `INSERT INTO outcome (asker, visit, touchpoint, outcome, from_ms, until_ms, at_ms)
       SELECT :asker, :visit, :touchpoint, :outcome, :fromMs, :untilMs, :atMs
       WHERE (SELECT count(*) FROM outcome WHERE asker = :asker AND visit = :visit) < ${PER_VISIT}
       ON CONFLICT DO NOTHING`,
    )
    this.#limit = db.prepare(`DELETE FROM outcome WHERE arrived <= (SELECT max(arrived) FROM outcome) - ${MOST}`)
    this.#since = db.prepare(
      'SELECT visit, touchpoint, outcome, from_ms, until_ms, at_ms FROM outcome WHERE at_ms >= ? ORDER BY arrived',
    )
    this.#expire = db.prepare('DELETE FROM outcome WHERE at_ms < ?')
    this.#after = db.prepare(
      `SELECT arrived, asker, visit, touchpoint, outcome, from_ms AS fromMs, until_ms AS untilMs, at_ms AS atMs
       FROM outcome WHERE arrived > ? ORDER BY arrived LIMIT ?`,
    )
  }

  /** When a visit began that is not over, or not for long; undefined of any other. */
  began(visit: string, nowMs: Ms): Ms | undefined {
    return (this.#open.get(visit) ?? this.#past.get(visit, Math.round(nowMs) - RECENT_MS)) as Ms | undefined
  }

  /** What was said since then, in the order in which it came. */
  since(ms: Ms): (Omit<Outcome, 'asker'> & { readonly atMs: Ms })[] {
    return (this.#since.all(Math.floor(ms)) as Row[]).map(({ visit, touchpoint, outcome, ...times }) => ({
      ...{ visit, touchpoint, outcome, fromMs: times.from_ms, untilMs: times.until_ms ?? undefined, atMs: times.at_ms },
    }))
  }

  /** What was kept behind a number, 0 for all, in the order in which it was said. */
  after(arrived: number, limit = AT_ONCE): Part<Word> {
    const rows = this.#after.all(arrived, limit) as KeptRow[]
    return {
      rows: rows.map(({ arrived: _, touchpoint, untilMs, ...said }) => ({
        ...said,
        ...(touchpoint !== '' && { touchpoint }),
        ...(untilMs !== null && { untilMs }),
      })),
      next: rows.length === limit ? rows.at(-1)!.arrived : undefined,
    }
  }

  /** When this returns, it is on the disk. Answers whether it is new, and not too much. */
  keep(said: Outcome, nowMs: Ms): boolean {
    const atMs = Math.round(nowMs)
    return this.#db.transaction(() => {
      this.#expire.run(atMs - KEPT_MS)
      const { changes } = this.#keep.run({ ...said, untilMs: said.untilMs ?? null, atMs })
      this.#limit.run()
      return changes === 1
    })()
  }
}
