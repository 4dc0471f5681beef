import { afterEach, expect, test } from 'vitest'
import type { Event } from '../../../agent/events/contract.ts'
import type { Outbox } from '../../../agent/publish/outbox.ts'
import type { Ms } from '../../../config/units.ts'
import { AT, draft, many, passed, Shop, started } from './shop.ts'

const HOUR: Ms = 3_600_000
const YEAR: Ms = 365 * 24 * HOUR
let one: Shop
afterEach(() => {
  one.close()
  one.remove()
})

const told = (outbox: Outbox): Event[] => {
  outbox.flush()
  const read = outbox.read(0, 1e6)
  outbox.settle(read)
  outbox.flush()
  return read.map(({ body }) => JSON.parse(body) as Event)
}
const ends = (outbox: Outbox) => told(outbox).filter(event => event.type === 'aisle.visit.ended.v1')
const inside = (atMs: Ms, count: number) =>
  draft({ kind: 'occupancy.changed', atMs, count, quality: { coverage: 1, confidence: 1 } })

test('a visit that ended with the power is told with a time that may be wrong, where that is yet to come', () => {
  for (const [againMs, isFlagged] of [
    [AT - 24 * HOUR, true],
    [AT + 2 * HOUR, undefined],
  ] as const) {
    one = new Shop()
    one.outbox.append(started('visit-a-abcdef'))
    one.outbox.flush()
    const { epoch } = one.outbox
    one.crash()
    const again = one.open(againMs)
    again.append(passed())
    expect(again.epoch).toBeGreaterThan(epoch)
    expect(ends(again).map(({ subject, unsynchronised }) => [subject, unsynchronised])).toEqual([
      ['visit-a-abcdef', isFlagged],
    ])
    one.close()
    one.remove()
  }
  one = new Shop()
})

test('and where times were wrong when the power went, whatever the clock shows by now', () => {
  let isSynchronised = true
  one = new Shop({ isSynchronised: () => isSynchronised })
  one.outbox.append(started('visit-a-abcdef'))
  isSynchronised = false
  one.outbox.append(passed(2 * HOUR))
  one.outbox.flush()
  one.crash()
  isSynchronised = true
  const after = one.open(AT + 3 * HOUR)
  after.append(started('visit-b-abcdef', AT + 3 * HOUR))
  expect(ends(after).map(({ unsynchronised }) => unsynchronised)).toEqual([true])
  one.crash()
  expect(ends(one.open(AT + 4 * HOUR)).map(({ unsynchronised }) => unsynchronised)).toEqual([undefined])
})

test('a clock that is put forward by a year makes nothing too old to be told again', () => {
  one = new Shop({ keeping: { keepDays: 1, acknowledgedBy: [] } })
  one.outbox.append(many(50))
  const ids = told(one.outbox).map(({ id }) => id)
  one.crash()
  const after = one.open(AT + YEAR)
  after.append(passed(YEAR))
  told(after)
  const kept = after.replay({ stream: '' }).entries.map(({ body }) => (JSON.parse(body) as Event).id)
  expect(kept.slice(0, 50)).toEqual(ids)
  expect(after.dropped).toBe(0)
})

test('when it was last alive is told by the clock of the run that was, however far in the future an earlier one was', () => {
  one = new Shop()
  one.outbox.append([inside(AT, 3), started('visit-a-abcdef')])
  one.outbox.flush()
  one.crash()
  const backMs = AT - 24 * HOUR
  one.open(backMs).append([inside(backMs, 0), inside(backMs + 1000, 2), passed(1500 - 24 * HOUR)])
  one.outbox.flush()
  one.crash()
  expect(one.open(backMs + 5000).before).toEqual({ inside: 2, aliveMs: backMs + 1500 })
})
