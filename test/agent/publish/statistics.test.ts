import { afterEach, beforeEach, expect, test } from 'vitest'
import { Statistics } from '../../../agent/publish/statistics.ts'
import { fill, visits } from './full.ts'
import { prepared } from './prepared.ts'
import { AT, many, Shop } from './shop.ts'

/** What the whole database may take of 16 MB: half of it. */
const ROOM = 8e6
const DAYS = ['2030-03-01', '2030-03-02', '2030-03-03', '2030-03-04']
const TABLES = ['decision', 'advice', 'outcome', 'contact', 'visited'] as const

let shop: Shop
beforeEach(() => {
  shop = new Shop({ maxMegabytes: 16, keeping: { keepDays: 7, acknowledgedBy: ['cloud'] } })
})
afterEach(() => {
  shop.close()
  shop.remove()
})

const value = (sql: string) => shop.store.db.prepare(sql).pluck().get() as number
const count = (table: string) => value(`SELECT count(*) FROM ${table}`)
/** With the indices of it. */
const bytesOf = (table: string) =>
  value(`SELECT sum(pgsize) FROM dbstat WHERE name = '${table}' OR name LIKE '${table}\\_%' ESCAPE '\\'`)
const used = () => (value('PRAGMA page_count') - value('PRAGMA freelist_count')) * value('PRAGMA page_size')

test('no event is lost to statistics, however much of them there is', () => {
  const { outbox, store } = shop
  fill(store.db, 5000, DAYS)
  expect(used()).toBeGreaterThan(1.2 * ROOM)
  for (let i = 0; i < 30; i++) {
    outbox.append(many(100))
    outbox.flush()
  }
  outbox.settle(outbox.read(0, 1500))
  outbox.flush()
  expect([outbox.dropped, outbox.waiting]).toEqual([0, 1500])
  expect(count('outbox')).toBe(3000)
  expect(used()).toBeLessThanOrEqual(ROOM)
})

test('what is waited for may take all the room, and the newest of statistics are the last to go', () => {
  const { outbox, store } = shop
  fill(store.db, 300, DAYS)
  const last = value('SELECT max(position) FROM decision')
  while (outbox.dropped === 0) {
    outbox.append(many(1000))
    outbox.flush()
    if (outbox.dropped === 0 && count('decision') > 1) expect(value('SELECT max(position) FROM decision')).toBe(last)
  }
  expect(TABLES.map(count)).toEqual([1, 1, 1, 1, 0])
  expect(value('SELECT max(position) FROM decision')).toBe(last)
  expect(count('visited_day')).toBe(0)
  // Most of the room is theirs by then.
  expect(bytesOf('outbox')).toBeGreaterThan(0.9 * ROOM)
})

test('all of them together take about a quarter of the room, and the oldest go', () => {
  const { db } = shop.store
  const statistics = new Statistics(db, ROOM)
  const limit = () => {
    while (statistics.limit() > 0) {}
  }
  fill(db, 6000, [])
  limit()
  const days = Array.from({ length: 14 }, (_, i) => `2030-02-${10 + i}`)
  for (const [i, day] of days.entries()) {
    visits(db, 500, day)
    // As when nothing more can be said of a visit.
    db.prepare('UPDATE visited SET visit = NULL WHERE day < ?').run(days[Math.max(0, i - 1)])
    limit()
  }
  const sizes = TABLES.map(table => (100 * bytesOf(table)) / ROOM)
  const all = sizes.reduce((sum, size) => sum + size, 0)
  expect(all, String(sizes)).toBeGreaterThan(22)
  expect(all, String(sizes)).toBeLessThan(27)
  for (const table of ['decision', 'advice', 'outcome'])
    expect(value(`SELECT max(at_ms) - min(at_ms) FROM ${table}`)).toBe(count(table) - 1)
  expect(value('SELECT max(at_ms) FROM decision')).toBe(AT + 6000)
  expect(value('SELECT group_concat(day) FROM visited_day')).toBe(days.slice(-6).join())
})

test('a day that is more than its part by itself is thinned, and a commit waits for a few thousand rows at most', () => {
  const { db } = shop.store
  const statistics = new Statistics(db, ROOM)
  visits(db, 5000, DAYS[0]!)
  expect(statistics.limit()).toBe(5000 - count('visited'))
  expect(statistics.limit()).toBe(0)
  expect(count('visited')).toBeGreaterThan(2500)
  for (const day of DAYS.slice(1)) visits(db, 5000, day)
  expect(statistics.limit()).toBe(4096)
})

test('are held to that at the start, and not asked for at each commit', () => {
  fill(shop.store.db, 5000, DAYS.slice(0, 1))
  shop.outbox.append(many(1))
  shop.outbox.flush()
  expect(count('advice')).toBe(5000)
  shop.close()
  shop.open()
  expect(count('advice')).toBeLessThan(5000)
})

test('no table is read through to see how much there is, or what is the oldest', () => {
  const { db } = shop.store
  const asked = prepared(db, () => void new Statistics(db, ROOM))
  expect(asked.length).toBeGreaterThan(9)
  for (const sql of asked) {
    const steps = db.prepare(`EXPLAIN QUERY PLAN ${sql.replaceAll('?', '1')}`).all() as { detail: string }[]
    const plan = steps.map(({ detail }) => detail).join('; ')
    expect.soft(plan, sql).not.toMatch(/TEMP B-TREE/)
    // But of days there are few, and the oldest of what visits met comes first in its index.
    expect
      .soft(plan, sql)
      .not.toMatch(/SCAN (?!CONSTANT ROW|\(subquery|visited_day|visited USING COVERING INDEX visited_of)/)
  }
})
