import type Database from 'better-sqlite3'
import type { Ms } from '../../config/units.ts'
import type { Advice, Decision } from './advice.ts'

/** For so long it is kept what was decided: as long as what became of it. */
const KEPT_MS: Ms = 90 * 86_400_000
/** Most that is kept of looks and of advice, some 20 MB each: the events of the outbox lie in the same database. */
const MOST = { decision: 250_000, advice: 60_000 }
/** So much is written down together, or what came within so long by the times of the looks. */
const BATCH = 500
const BATCH_MS: Ms = 5000
/** What is too old or too much goes once in so many batches. */
const TIDY_EVERY = 20

/**
 * After so many seconds at one touchpoint a rule of thumb may approach: it is known later what such a rule would have been worth. In
 * between a look is kept where the model might have approached at it, and no other is needed for that.
 */
export const DWELLS: readonly number[] = [15, 30, 45, 60, 75, 90, 120, 180, 240]

/** What is to be known of {@link Log} by those who keep watch: how much of it was lost. */
export interface Losses {
  /** Looks and advice that the disk did not take. */
  readonly lost: number
}

/**
 * What was decided and advised, in the database of the agent. Looks are written in batches, and at once with what is advised: a kill loses
 * the looks of the last seconds, and none of them, nor any before, of an advice that {@link advise} has answered for. It does not wait for
 * the disk: the outbox does, before it publishes anything that comes after, and what stands before that in the same write-ahead log is then
 * on the disk too. A visit is a random number of one day, and so says nothing of anybody later.
 */
export class Log implements Losses {
  lost = 0
  readonly #db: Database.Database
  readonly #failed: (thrown: unknown) => void
  readonly #look: Database.Statement
  readonly #advice: Database.Statement
  readonly #tidy: readonly ((nowMs: Ms) => void)[]
  #looks: Decision[] = []
  #batches = 0
  #isFailing = false

  /** `failed` hears what SQLite says where it takes nothing, once until it takes something again. Nothing is thrown for it. */
  constructor(db: Database.Database, failed: (thrown: unknown) => void = () => {}) {
    this.#db = db
    this.#failed = failed
    this.#look = db.prepare(
      `INSERT INTO decision (visit, touchpoint, at_ms, dwell_seconds, since_seconds, queueing, probability, approached, propensity, shown)
       VALUES (:visit, :touchpoint, :atMs, :dwellSeconds, :sinceSeconds, :queueing, :probability, :approached, :propensity, :shown)`,
    )
    this.#advice = db.prepare(
      `INSERT INTO advice (visit, touchpoint, at_ms, until_ms, advice, rule, probability, decided_by, bar, reached, why, shown)
       VALUES (:visit, :touchpoint, :atMs, :untilMs, :advice, :rule, :probability, :decidedBy, :bar, :reached, :why, :shown)`,
    )
    this.#tidy = (['decision', 'advice'] as const).map(table => {
      const expire = db.prepare(`DELETE FROM ${table} WHERE at_ms < ?`)
      const limit = db.prepare(
        `DELETE FROM ${table} WHERE position <= (SELECT max(position) FROM ${table}) - ${MOST[table]}`,
      )
      return (nowMs: Ms) => {
        expire.run(nowMs - KEPT_MS)
        limit.run()
      }
    })
  }

  /** Of each look at which the model was asked; in memory until the next batch. */
  readonly note = (decision: Decision): void => {
    if (!isNeeded(decision)) return
    this.#looks.push(decision)
    const [first] = this.#looks
    // Also where the clock was set back.
    if (this.#looks.length >= BATCH || Math.abs(decision.atMs - first.atMs) >= BATCH_MS) this.flush()
  }

  /** What is about to be told: call it before anybody hears of it. */
  advise(advice: Advice): void {
    this.#write(() => this.#advice.run(advised(advice)), 1)
  }

  /** Writes down what is still in memory: before the database is closed, and now and then where no more looks come. */
  flush(): void {
    if (this.#looks.length > 0) this.#write(() => {}, 0)
  }

  /** The looks so far, and what comes with them, all or nothing. */
  #write(more: () => void, count: number): void {
    const looks = this.#looks
    this.#looks = []
    try {
      this.#unwaited(() => {
        for (const look of looks) this.#look.run(looked(look))
        more()
        if (this.#batches++ % TIDY_EVERY === 0 && looks.length > 0)
          for (const tidy of this.#tidy) tidy(Math.round(looks.at(-1)!.atMs))
      })
      this.#isFailing = false
    } catch (thrown) {
      this.lost += looks.length + count
      if (!this.#isFailing) this.#failed(thrown)
      this.#isFailing = true
    }
  }

  #unwaited(work: () => void): void {
    this.#db.pragma('synchronous = NORMAL')
    try {
      this.#db.transaction(work)()
    } finally {
      this.#db.pragma('synchronous = FULL')
    }
  }
}

/** Whether the model might have approached at it, or a rule of thumb would have. */
function isNeeded({ propensity, isApproached, dwellSeconds, sinceSeconds }: Decision): boolean {
  return propensity > 0 || isApproached || DWELLS.some(dwell => sinceSeconds < dwell && dwell <= dwellSeconds)
}

function looked({ isQueueing, isApproached, isShown, ...look }: Decision) {
  return {
    ...{ ...look, atMs: Math.round(look.atMs) },
    ...{ queueing: Number(isQueueing), approached: Number(isApproached), shown: Number(isShown) },
  }
}

function advised(told: Advice) {
  const { visit, touchpoint, advice, isShown } = told
  const { why, ...decided } =
    told.rule === undefined
      ? { rule: null, probability: told.probability, decidedBy: told.decidedBy, ...told.weighed, why: told.reasons }
      : {
          ...{ rule: told.rule, probability: null, decidedBy: null, bar: null, reached: null },
          why: told.words.map(words => ({ words })),
        }
  return {
    ...{ visit, touchpoint, advice, ...decided, why: JSON.stringify(why), shown: Number(isShown) },
    ...{ atMs: Math.round(told.atMs), untilMs: Math.round(told.untilMs) },
  }
}
