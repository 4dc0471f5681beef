import { afterEach, beforeEach, expect, test } from 'vitest'
import { hearing } from '../../../agent/lanes/desk/outcome.ts'
import { Verdicts } from '../../../agent/lanes/verdicts.ts'
import { Outcomes } from '../../../agent/publish/outcomes.ts'
import type { Config } from '../../../config/config.ts'
import { AT, ended, Shop, started } from './shop.ts'

const HOUR = 3_600_000
let shop: Shop
beforeEach(() => (shop = new Shop()))
afterEach(() => {
  shop.close()
  shop.remove()
})

const tell = (...drafts: Parameters<Shop['outbox']['append']>[0][]) => {
  for (const one of drafts) shop.outbox.append(one)
  shop.outbox.flush()
}
const began = (visit: string, nowMs = AT) => new Outcomes(shop.store.db).began(visit, nowMs)
const serve = (body: Record<string, string>, nowMs = AT + HOUR, asker = 'till') =>
  hearing(
    new Verdicts({ touchpoints: [{ id: 'shelf' }] } as unknown as Config, new Outcomes(shop.store.db), undefined),
  ).serve(body, { asker, atMs: nowMs, say: async () => true }) as { kept: boolean }

test('a visit is known from its start until two days after its end, over restarts too, and no other is', () => {
  tell(started('visit-0001'), started('visit-0002', AT + 5))
  tell(ended('visit-0001', AT + HOUR))
  expect([began('visit-0001'), began('visit-0002'), began('visit-0003')]).toEqual([AT, AT + 5, undefined])
  shop.crash()
  shop.open(AT + 2 * HOUR)
  expect([began('visit-0001'), began('visit-0002')]).toEqual([AT, AT + 5])
  expect(began('visit-0001', AT + 49 * HOUR)).toBe(AT)
  expect(began('visit-0001', AT + 49 * HOUR + 1)).toBeUndefined()
})

test('one that begins and ends within one commit is known too; of those long over nothing is kept', () => {
  tell([started('visit-0001'), ended('visit-0001', AT + 9)])
  expect(began('visit-0001')).toBe(AT)
  tell([started('visit-0002', AT + 60 * HOUR), ended('visit-0002', AT + 60 * HOUR)])
  const count = () => shop.store.db.prepare('SELECT count(*) FROM past_visit').pluck().get()
  expect(count()).toBe(1)
})

test('what became of it is kept once for each who says so, and is there after a crash', () => {
  tell(started('visit-0001'))
  const bought = { visit: 'visit-0001', outcome: 'bought', touchpoint: 'shelf', until: new Date(AT + 60).toISOString() }
  expect([serve(bought), serve(bought), serve(bought, AT + HOUR, 'crm')]).toEqual([
    { kept: true },
    { kept: false },
    { kept: true },
  ])
  shop.crash()
  shop.open(AT + 2 * HOUR)
  const rows = shop.store.db
    .prepare('SELECT asker, visit, touchpoint, outcome, from_ms, until_ms FROM outcome ORDER BY arrived')
    .all()
  const row = { visit: 'visit-0001', touchpoint: 'shelf', outcome: 'bought', from_ms: AT, until_ms: AT + 60 }
  expect(rows).toEqual([
    { asker: 'till', ...row },
    { asker: 'crm', ...row },
  ])
})

test('what is over before it began, at no touchpoint of the shop, or of a visit that nobody knows is refused', () => {
  tell(started('visit-0001'))
  const said = { visit: 'visit-0001', outcome: 'ignored' }
  const refused = (body: Record<string, string>) => {
    try {
      return serve(body).kept
    } catch (thrown) {
      return (thrown as { code: string }).code
    }
  }
  expect(refused({ ...said, until: new Date(AT - 1).toISOString() })).toBe('OUTCOME_BACKWARDS')
  expect(refused({ ...said, touchpoint: 'cellar' })).toBe('TOUCHPOINT_UNKNOWN')
  expect(refused({ ...said, visit: 'visit-0009' })).toBe('VISIT_UNKNOWN')
  expect(refused(said)).toBe(true)
  expect(refused(said)).toBe(false)
})

test('nobody fills the database with what became of one visit', () => {
  tell(started('visit-0001'))
  const outcomes = new Outcomes(shop.store.db)
  const said = { visit: 'visit-0001', touchpoint: '', outcome: 'bought', untilMs: undefined } as const
  const kept = (asker: string) =>
    Array.from({ length: 40 }, (_, i) => outcomes.keep({ ...said, asker, fromMs: AT + i }, AT)).filter(is => is).length
  expect([kept('till'), kept('crm')]).toEqual([16, 16])
})

test('what was said since a time is there to be heard again, in the order in which it came', () => {
  tell(started('visit-0001'))
  serve({ visit: 'visit-0001', outcome: 'ignored' }, AT + 10)
  serve(
    { visit: 'visit-0001', outcome: 'declined', touchpoint: 'shelf', until: new Date(AT + 60).toISOString() },
    AT + 70,
  )
  shop.crash()
  shop.open(AT + HOUR)
  const since = (ms: number) => new Outcomes(shop.store.db).since(ms)
  const told = { visit: 'visit-0001', fromMs: AT }
  expect(since(AT)).toEqual([
    { ...told, touchpoint: '', outcome: 'ignored', untilMs: undefined, atMs: AT + 10 },
    { ...told, touchpoint: 'shelf', outcome: 'declined', untilMs: AT + 60, atMs: AT + 70 },
  ])
  expect(since(AT + 11)).toHaveLength(1)
})
