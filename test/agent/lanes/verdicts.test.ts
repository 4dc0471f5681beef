import { afterEach, beforeEach, expect, test } from 'vitest'
import { Verdicts } from '../../../agent/lanes/verdicts.ts'
import type { Said } from '../../../agent/moments/contacts.ts'
import { Outcomes } from '../../../agent/publish/outcomes.ts'
import type { Config } from '../../../config/config.ts'
import { AT, Shop, started } from '../publish/shop.ts'

let shop: Shop
const heard: Said[] = []
const kept = () => shop.store.db.prepare('SELECT count(*) FROM outcome').pluck().get()
const verdicts = () =>
  new Verdicts({ touchpoints: [{ id: 'wine' }] } as unknown as Config, new Outcomes(shop.store.db), said => {
    // It is on the disk before it is heard.
    expect(kept()).toBeGreaterThan(0)
    heard.push(said)
    return 'taken'
  })

beforeEach(() => {
  shop = new Shop()
  shop.outbox.append(started('visit-0001'))
  shop.outbox.flush()
  heard.length = 0
})
afterEach(() => {
  shop.close()
  shop.remove()
})

test('what is said is kept, and heard with the time only that was said', () => {
  const verdict = { asker: 'tablet', visit: 'visit-0001', outcome: 'helped', touchpoint: 'wine' } as const
  expect(verdicts().take(verdict, AT + 50)).toEqual({ kept: true, moment: 'taken' })
  expect(verdicts().take(verdict, AT + 60)).toEqual({ kept: false, moment: 'taken' })
  const said = { visit: 'visit-0001', outcome: 'helped', touchpoint: 'wine', fromMs: undefined, untilMs: undefined }
  expect(heard[0]).toEqual({ ...said, atMs: AT + 50 })
})

test.each([
  ['VISIT_UNKNOWN', { visit: 'visit-0009' }],
  ['TOUCHPOINT_UNKNOWN', { touchpoint: 'beer' }],
  ['OUTCOME_BACKWARDS', { fromMs: AT + 40, untilMs: AT + 30 }],
])('%s: what cannot be is neither kept nor heard', (code, more) => {
  const verdict = { asker: 'till', visit: 'visit-0001', outcome: 'bought', ...more } as const
  expect(() => verdicts().take(verdict, AT + 50)).toThrow(expect.objectContaining({ code }))
  expect([kept(), heard]).toEqual([0, []])
})
