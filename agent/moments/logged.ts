import type Database from 'better-sqlite3'
import type { Ms } from '../../config/units.ts'
import type { VisitId } from '../journey/fact.ts'
import type { Advice, Decision } from './advice.ts'

/** Rows in the order in which they came, and behind which position to go on; undefined where there is nothing more. */
export interface Part<T> {
  readonly rows: readonly T[]
  readonly next: number | undefined
}

/** What was advised of a visit when it was another, and why. */
export interface Told {
  readonly touchpoint: string
  readonly atMs: Ms
  readonly untilMs: Ms
  readonly advice: Advice['advice']
  readonly rule: string | undefined
  readonly probability: number | undefined
  readonly isShown: boolean
  readonly reasons: readonly { readonly words: string; readonly subject?: string; readonly moved?: number }[]
}

/** So much is read at one time: a running agent has other things to do. */
const MOST_AT_ONCE = 5000

interface LookRow extends Omit<Decision, 'isQueueing' | 'isApproached' | 'isShown'> {
  readonly position: number
  readonly queueing: number
  readonly approached: number
  readonly shown: number
}

interface AdviceRow extends Omit<Told, 'rule' | 'probability' | 'isShown' | 'reasons'> {
  readonly rule: string | null
  readonly probability: number | null
  readonly why: string
  readonly shown: number
}

/** What {@link Log} wrote down. */
export class Logged {
  readonly #looks: Database.Statement
  readonly #advice: Database.Statement

  constructor(db: Database.Database) {
    this.#looks = db.prepare(
      `SELECT position, visit, touchpoint, at_ms AS atMs, dwell_seconds AS dwellSeconds, since_seconds AS sinceSeconds, queueing,
         probability, approached, propensity, shown
       FROM decision WHERE position > ? ORDER BY position LIMIT ?`,
    )
    this.#advice = db.prepare(
      `SELECT touchpoint, at_ms AS atMs, until_ms AS untilMs, advice, rule, probability, why, shown
       FROM advice WHERE visit = ? ORDER BY position`,
    )
  }

  /** Looks that were kept behind a position, 0 for all; up to `limit` of them. */
  looks(after: number, limit = MOST_AT_ONCE): Part<Decision> {
    const rows = this.#looks.all(after, limit) as LookRow[]
    return {
      rows: rows.map(({ position: _, queueing, approached, shown, ...look }) => ({
        ...{ ...look, isQueueing: queueing === 1, isApproached: approached === 1, isShown: shown === 1 },
      })),
      next: rows.length === limit ? rows.at(-1)!.position : undefined,
    }
  }

  /** What was advised of a visit, in order. */
  advice(visit: VisitId): Told[] {
    return (this.#advice.all(visit) as AdviceRow[]).map(({ rule, probability, why, shown, ...told }) => ({
      ...{ ...told, rule: rule ?? undefined, probability: probability ?? undefined, isShown: shown === 1 },
      reasons: JSON.parse(why) as Told['reasons'],
    }))
  }
}
