import type Database from 'better-sqlite3'
import { FEATURES } from '../../../agent/moments/features.ts'
import { AT } from './shop.ts'

const WHY = JSON.stringify(
  ['dwell', 'queue', 'hour'].map(subject => ({
    subject,
    moved: 0.4,
    words: `The ${subject} of a visit: for it, × 1.5.`,
  })),
)
/** What one visit met. */
const BODY = JSON.stringify(['morning', null, 0, Array.from({ length: 6 }, (_, i) => [i, 12.5, 31.25, 1])])

const numbers = (rows: number) => `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows})`
const VISIT = "printf('visit-%032x', i)"

/** So many looks, the oldest first. */
export function looks(db: Database.Database, rows: number): void {
  db.exec(
    `INSERT INTO decision ${numbers(rows)} SELECT NULL, ${VISIT}, 'wall-shelf', ${AT} + i, 31.5, 26.5, 0, 0.4125, 0, 0.0125, 1 FROM n`,
  )
}

/** Everything that is kept to count and to learn from, so many rows of each, the oldest first; of what visits met so many a day. */
export function fill(db: Database.Database, rows: number, days: readonly string[]): void {
  looks(db, rows)
  const insert = (into: string, values: string) =>
    db.exec(`INSERT INTO ${into} ${numbers(rows)} SELECT ${values} FROM n`)
  insert(
    'advice',
    `NULL, ${VISIT}, 'wall-shelf', ${AT} + i, ${AT} + i, 'approach', NULL, 0.7125, '${WHY}', 1, 'model', 0.55, 0.7125`,
  )
  insert('outcome', `NULL, 'till', ${VISIT}, 'wall-shelf', 'helped', ${AT} + i, ${AT} + i, ${AT} + i`)
  insert('contact', `NULL, ${VISIT}, 'wall-shelf', ${AT} + i, 0.7125, 'form', zeroblob(${8 * FEATURES.length})`)
  for (const day of days) visits(db, rows, day)
}

/** What so many visits of a day met. */
export function visits(db: Database.Database, rows: number, day: string): void {
  db.exec(
    `INSERT INTO visited ${numbers(rows)} SELECT abs(random() / 65536), '${day}', 0, printf('${day}-%032x', i), 0, '${BODY}' FROM n`,
  )
  db.prepare('INSERT INTO visited_day VALUES (?, 0, ?, 3, 1)').run(day, rows)
}
