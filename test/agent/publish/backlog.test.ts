import { expect, test } from 'vitest'
import { Retention } from '../../../agent/publish/retention.ts'
import { Rows } from '../../../agent/publish/rows.ts'
import { prepared } from './prepared.ts'
import { Shop } from './shop.ts'

/** All that is asked of the tables of the outbox, and how SQLite goes about it. */
function plans(): { sql: string; plan: string }[] {
  const one = new Shop()
  const { db } = one.store
  const asked = prepared(
    db,
    () => void new Retention(db, new Rows(db), 1e9, { keepDays: 7, acknowledgedBy: ['cloud'] }),
  )
  const explained = asked.map(sql => {
    const steps = db.prepare(`EXPLAIN QUERY PLAN ${sql.replaceAll(/\?|:\w+/g, '1')}`).all() as { detail: string }[]
    return { sql, plan: steps.map(({ detail }) => detail).join('; ') }
  })
  one.close()
  one.remove()
  return explained.filter(({ sql }) => /outbox/.test(sql))
}

test('whatever the backlog, nothing is read to the end of it, nor sorted: neither to commit nor to tell again', () => {
  const all = plans()
  expect(all.length).toBeGreaterThan(10)
  for (const { sql, plan } of all) {
    if (/^INSERT/.test(sql)) continue
    expect.soft(plan, sql).not.toMatch(/SCAN outbox(?!.*rowid)/)
    // Of one subscriber there is little: its stream is found by its name.
    if (!/WHERE stream = .*at_ms/s.test(sql)) expect.soft(plan, sql).not.toMatch(/TEMP B-TREE/)
    if (/^DELETE/.test(sql) && !/instr/.test(sql)) expect.soft(plan, sql).toMatch(/PRIMARY KEY \(rowid/)
  }
})
