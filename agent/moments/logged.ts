import type Database from 'better-sqlite3'
import type { Ms } from '../../config/units.ts'
import type { VisitId } from '../journey/fact.ts'
import type { Advice, Decision } from './advice.ts'
import type { DecidedBy, Weighed } from './decided.ts'

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
  /** Not there with a rule, nor of what was advised before this was kept. */
  readonly decidedBy: DecidedBy | undefined
  readonly weighed: Weighed | undefined
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

/** A visit of which something was advised, and where and when first. */
export interface Advised extends Pick<Told, 'touchpoint' | 'atMs'> {
  readonly visit: VisitId
}

/** Whoever knows the beginning of a number is shown so many visits that it may be. */
const MOST_ALIKE = 10

interface AdviceRow extends Omit<Told, 'rule' | 'probability' | 'decidedBy' | 'weighed' | 'isShown' | 'reasons'> {
  readonly rule: string | null
  readonly probability: number | null
  readonly decidedBy: DecidedBy | null
  readonly bar: number | null
  readonly reached: number | null
  readonly why: string
  readonly shown: number
}

/** What {@link Log} wrote down. */
export class Logged {
  readonly #looks: Database.Statement
  readonly #advice: Database.Statement
  readonly #alike: Database.Statement

  constructor(db: Database.Database) {
    this.#looks = db.prepare(
      `SELECT position, visit, touchpoint, at_ms AS atMs, dwell_seconds AS dwellSeconds, since_seconds AS sinceSeconds, queueing,
         probability, approached, propensity, shown
       FROM decision WHERE position > ? ORDER BY position LIMIT ?`,
    )
    this.#advice = db.prepare(
      `SELECT touchpoint, at_ms AS atMs, until_ms AS untilMs, advice, rule, probability,
         decided_by AS decidedBy, bar, reached, why, shown
       FROM advice WHERE visit = ? ORDER BY position`,
    )
    this.#alike = db.prepare(
      `SELECT visit, touchpoint, min(at_ms) AS atMs FROM advice WHERE visit >= ? AND visit < ?
       GROUP BY visit ORDER BY visit = ? DESC, atMs DESC LIMIT ${MOST_ALIKE}`,
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
    return (this.#advice.all(visit) as AdviceRow[]).map(
      ({ rule, probability, decidedBy, bar, reached, why, shown, ...told }) => ({
        ...{ ...told, rule: rule ?? undefined, probability: probability ?? undefined, isShown: shown === 1 },
        decidedBy: decidedBy ?? undefined,
        weighed: bar === null || reached === null ? undefined : { bar, reached },
        reasons: JSON.parse(why) as Told['reasons'],
      }),
    )
  }

  /** Visits whose number begins so, that whose number it is before the others, and then the latest; of many only some. */
  alike(beginning: string): Advised[] {
    return this.#alike.all(beginning, `${beginning}\u{10ffff}`, beginning) as Advised[]
  }
}
