import type Database from 'better-sqlite3'
import { MOST_A_DAY } from './visited.ts'

/** Of what is for the database so much is for statistics, all together: a quarter. */
const PART = 1 / 4
/** Of that for each, which at the default limit is about as much as may be kept of it anyway, and what a row takes with its indices, in bytes. */
const TABLES = {
  decision: { part: 7.5 / 32, rowBytes: 125, key: 'position' },
  advice: { part: 6 / 32, rowBytes: 420, key: 'position' },
  outcome: { part: 3.5 / 32, rowBytes: 250, key: 'arrived' },
  contact: { part: 1.5 / 32, rowBytes: 550, key: 'position' },
  visited: { part: 13.5 / 32, rowBytes: 320, key: 'place' },
}
/** Most that goes of one of them because it is more than its part: a commit is not to wait long for it. */
const MOST = 4096

interface Table {
  readonly maxRows: number
  readonly rowBytes: number
  /** About how many there are, without reading through all of them. */
  readonly count: () => number
  /** Answers how many of the oldest went. */
  readonly remove: (limit: number) => number
}

/**
 * What is kept only to count and to learn from, in the database in which the events lie: looks, advice, what became of visits, contacts, and
 * what visits met. Nobody waits for it, so it goes before anything that somebody waits for. To be called within a transaction.
 */
export class Statistics {
  readonly #tables: readonly Table[]

  /** `maxBytes` is what the whole database may take. */
  constructor(db: Database.Database, maxBytes: number) {
    this.#tables = Object.entries(TABLES).map(([name, { part, rowBytes, key }]) => ({
      ...{ rowBytes, maxRows: Math.floor((maxBytes * PART * part) / rowBytes) },
      ...(name === 'visited' ? days(db) : numbered(db, name, key)),
    }))
  }

  /** Takes out what is more than its part of the room, up to a few thousand rows of each. Answers how many that were. */
  limit(): number {
    let removed = 0
    for (const { maxRows, count, remove } of this.#tables) {
      const excess = count() - maxRows
      if (excess > 0) removed += remove(Math.min(excess, MOST))
    }
    return removed
  }

  /** Takes out up to `limit` of the oldest rows of what takes the most room. Answers how many that were: 0 where there is nothing left. */
  shed(limit: number): number {
    const sizes = this.#tables.map(({ count, rowBytes, remove }) => ({ bytes: count() * rowBytes, remove }))
    sizes.sort((a, b) => b.bytes - a.bytes)
    for (const { remove } of sizes) {
      const removed = remove(limit)
      if (removed > 0) return removed
    }
    return 0
  }
}

/** Rows with numbers that grow. The last stays: the number of the next comes after it, and whoever reads on reads behind it. */
function numbered(db: Database.Database, table: string, key: string): Pick<Table, 'count' | 'remove'> {
  const count = db.prepare(`SELECT (SELECT max(${key}) FROM ${table}) - (SELECT min(${key}) FROM ${table})`).pluck()
  const remove = db.prepare(
    `DELETE FROM ${table} WHERE ${key} IN
     (SELECT ${key} FROM ${table} WHERE ${key} < (SELECT max(${key}) FROM ${table}) ORDER BY ${key} LIMIT ?)`,
  )
  return { count: () => (count.get() as number | null) ?? 0, remove: limit => remove.run(limit).changes }
}

/**
 * Rows of days; of one day those in the lowest places, which are random: the others represent it, however few they are. A day of which none
 * is left is forgotten.
 */
function days(db: Database.Database): Pick<Table, 'count' | 'remove'> {
  // Of the oldest day some may be gone, and no other.
  const count = db
    .prepare(
      `SELECT (SELECT count(*) FROM visited WHERE day = oldest)
         + (SELECT coalesce(sum(min(visits, ${MOST_A_DAY})), 0) FROM visited_day WHERE day > oldest)
       FROM (SELECT min(day) AS oldest FROM visited)`,
    )
    .pluck()
  const remove = db.prepare('DELETE FROM visited WHERE place IN (SELECT place FROM visited ORDER BY day LIMIT ?)')
  const forget = db.prepare(
    `DELETE FROM visited_day WHERE visits > 0 AND NOT EXISTS
     (SELECT 1 FROM visited WHERE visited.day = visited_day.day AND visited.simulated = visited_day.simulated)`,
  )
  return {
    count: () => count.get() as number,
    remove: limit => {
      const { changes } = remove.run(limit)
      if (changes > 0) forget.run()
      return changes
    },
  }
}
