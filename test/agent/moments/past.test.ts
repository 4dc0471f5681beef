import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { VisitRecord } from '../../../agent/journey/record.ts'
import { Records } from '../../../agent/journey/records.ts'
import type { Touch } from '../../../agent/journey/touch.ts'
import { type TouchpointRef, Touchpoints } from '../../../agent/journey/touchpoints.ts'
import type { Knows } from '../../../agent/moments/knows.ts'
import { pastOf } from '../../../agent/moments/past.ts'
import { type Now, situate } from '../../../agent/moments/situate.ts'

const place = (id: string, stage: TouchpointRef['stage'] = 'consider'): TouchpointRef => ({
  ...{ id, stage, channel: 'shelf', function: 'try' },
})
const PLACES = { wine: place('wine'), cheese: place('cheese'), till: place('till', 'buy') }
const EVERYTHING: Knows = {
  ...{ assists: true, scans: true, staff: true },
  hands: new Set(['wine', 'cheese']),
  queues: new Set(['till']),
}
const NOTHING: Knows = { assists: false, scans: false, staff: false, hands: new Set(), queues: new Set() }
const NOON: Now = {
  ...{
    atMs: 100_000,
    hour: 12,
    isWeekend: false,
    metresPerSecond: 0.2,
    untilClosingSeconds: 3600,
    stops: 2,
    companions: 0,
  },
}

const stay = (zone: keyof typeof PLACES, from: number, to?: number, dwelled = true): Touch => ({
  ...{ kind: 'stay', zone, atMs: 1000 * from, dwelled, touchpoint: PLACES[zone] },
  ...(to !== undefined && { untilMs: 1000 * to }),
})
const visit = (touches: readonly Touch[], more: Partial<VisitRecord> = {}): VisitRecord => ({
  ...{ visit: 'visit-1', startedMs: 0, entrance: 'door', left: 0, ...more, touches: [...touches] },
})
const seen = (record: VisitRecord, knows = EVERYTHING, now: Partial<Now> = {}) => {
  const past = pastOf(record, knows)
  return past && situate(past, { ...NOON, ...now })
}

describe('a situation', () => {
  test('has what a visit was so far', () => {
    const record = visit(
      [
        stay('wine', 5, 25),
        { kind: 'reach', atMs: 10_000, shelf: 's', durationMs: 900 },
        stay('cheese', 30, 42),
        { kind: 'reach', atMs: 33_000, shelf: 's', durationMs: 900 },
        stay('till', 44, 46, false),
        { kind: 'scan', atMs: 50_000, scanner: 'x', code: 'product' },
        { kind: 'scan', atMs: 51_000, scanner: 'x', code: 'coupon' },
        { kind: 'recognition', atMs: 52_000, purpose: 'assist' },
        { kind: 'contact', channel: 'staff', atMs: 53_000, untilMs: 54_000 },
        stay('wine', 60),
        { kind: 'reach', atMs: 70_000, shelf: 's', durationMs: 900 },
      ],
      { previous: 'visit-0' },
    )
    expect(seen(record)).toEqual({
      ...{ visit: 'visit-1', touchpoint: PLACES.wine, atMs: 100_000, dwellSeconds: 40, isQueueing: false },
      ...{ hour: 12, isWeekend: false, sinceEntrySeconds: 100, staysBefore: 1, secondsBefore: 20 },
      ...{ touches: 1, considered: 1, secondsElsewhere: 12, stops: 2, metresPerSecond: 0.2, reaches: 2, scans: 1 },
      ...{
        groupSize: 1,
        isMember: true,
        isReturn: true,
        hasStaff: false,
        staffMs: 54_000,
        untilClosingSeconds: 3600,
        isOffLimits: false,
      },
    })
  })

  test('has nothing of what is not known, and never 0 instead', () => {
    const record = visit([stay('cheese', 5, 25), stay('wine', 60)])
    delete (record as { entrance?: string }).entrance
    const {
      visit: _,
      touchpoint,
      ...rest
    } = seen(record, NOTHING, { metresPerSecond: undefined, untilClosingSeconds: undefined })!
    expect(rest).toEqual({
      ...{ atMs: 100_000, dwellSeconds: 40, isQueueing: false, hour: 12, isWeekend: false, isOffLimits: false },
      ...{ sinceEntrySeconds: undefined, staysBefore: undefined, secondsBefore: undefined, touches: undefined },
      ...{ considered: undefined, secondsElsewhere: undefined, stops: undefined, metresPerSecond: undefined },
      ...{ reaches: undefined, scans: undefined, groupSize: undefined, isMember: undefined, isReturn: undefined },
      ...{ hasStaff: undefined, untilClosingSeconds: undefined },
    })
  })

  test('is of the touchpoint that somebody came to last, and of none where they are at none', () => {
    expect(seen(visit([stay('wine', 5), stay('till', 9)]))).toMatchObject({
      ...{ touchpoint: PLACES.till, isQueueing: true, secondsElsewhere: 95, touches: 1 },
    })
    expect(seen(visit([stay('wine', 5, 9)]))).toBeUndefined()
    expect(seen(visit([{ kind: 'stay', zone: 'floor', atMs: 0, dwelled: true }]))).toBeUndefined()
  })

  test('says that staff are with them as long as they are', () => {
    const contact: Touch = { kind: 'contact', channel: 'staff', atMs: 20_000 }
    expect(seen(visit([stay('wine', 5), contact]))?.hasStaff).toBe(true)
    expect(seen(visit([stay('wine', 5), { ...contact, untilMs: 30_000 }]))?.hasStaff).toBe(false)
    expect(seen(visit([stay('wine', 5), contact]), NOTHING)?.hasStaff).toBeUndefined()
  })

  test('says when the last of the staff left them, wherever that was', () => {
    const contact = (from: number, to?: number): Touch => ({
      ...{ kind: 'contact', channel: 'staff', atMs: 1000 * from, ...(to !== undefined && { untilMs: 1000 * to }) },
    })
    expect(seen(visit([contact(5, 25), contact(10, 20), stay('wine', 60)]))?.staffMs).toBe(25_000)
    expect(seen(visit([contact(5), stay('wine', 60)]))?.staffMs).toBeUndefined()
    expect(seen(visit([stay('wine', 60)]))?.staffMs).toBeUndefined()
  })

  test('of who agreed to be known and not to be assisted says that nobody may speak to them', () => {
    const recognised = (purpose: 'assist' | 'measure'): Touch => ({ kind: 'recognition', atMs: 6000, purpose })
    const of = (touches: readonly Touch[], knows = EVERYTHING) => {
      const { isMember, isOffLimits } = seen(visit([stay('wine', 5), ...touches]), knows)!
      return [isMember, isOffLimits]
    }
    expect(of([])).toEqual([false, false])
    expect(of([recognised('measure')])).toEqual([false, true])
    expect(of([recognised('measure'), recognised('assist')])).toEqual([true, false])
    // Nobody was asked for it here.
    expect(of([recognised('measure')], { ...EVERYTHING, assists: false })).toEqual([undefined, false])
  })

  test('counts those who walk with them, as many as are seen now or were', () => {
    const record = visit([stay('wine', 5)], { groupSize: 2 })
    expect([0, 1, 3].map(companions => seen(record, EVERYTHING, { companions })?.groupSize)).toEqual([2, 2, 4])
  })
})

const anyTouch = fc.tuple(fc.constantFrom('wine', 'cheese', 'till'), fc.nat(90), fc.option(fc.nat(20)), fc.boolean())
test('whatever was met, no time is below 0, no count is above the touches, and to come back later changes times alone', () =>
  fc.assert(
    fc.property(fc.array(anyTouch, { maxLength: 20 }), fc.boolean(), fc.nat(1000), (all, cameIn, later) => {
      const touches = all
        .map(([zone, from, lasts, dwelled]) =>
          stay(zone as keyof typeof PLACES, from, lasts === null ? undefined : from + lasts, dwelled),
        )
        .sort((a, b) => a.atMs - b.atMs)
      const { entrance, ...unseen } = visit(touches)
      const record: VisitRecord = cameIn ? { ...unseen, entrance: entrance! } : unseen
      const now = seen(record)
      const then = seen(record, EVERYTHING, { atMs: NOON.atMs + 1000 * later })
      expect(now === undefined).toBe(!touches.some(touch => 'untilMs' in touch === false))
      if (!now || !then) return
      for (const value of Object.values(now)) if (typeof value === 'number') expect(value).toBeGreaterThanOrEqual(0)
      expect((now.touches ?? 0) + (now.staysBefore ?? 0)).toBeLessThan(touches.length)
      expect(now.considered ?? 0).toBeLessThanOrEqual(now.touches ?? 0)
      expect(then.dwellSeconds).toBeCloseTo(now.dwellSeconds + later, 6)
      expect([then.touches, then.staysBefore, then.reaches]).toEqual([now.touches, now.staysBefore, now.reaches])
      if (!cameIn) expect([now.touches, now.stops, now.sinceEntrySeconds]).toEqual([undefined, undefined, undefined])
    }),
  ))

test('staff who are with somebody leave a touch in the record, which ends when they part, and with the visit at the latest', () => {
  const records = new Records(new Touchpoints([]))
  const changes: string[] = []
  records.onChange(one => changes.push(one))
  records.hear({ kind: 'visit.started', visit: 'a', atMs: 0, entrance: 'door' })
  records.met('a', 5000)
  records.parted('a', 9000)
  records.met('a', 20_000)
  expect(changes).toEqual(['a', 'a', 'a', 'a'])
  const { touches } = records.of('a')!
  records.hear({ kind: 'visit.ended', visit: 'a', atMs: 30_000, startedMs: 0, reason: 'exited' })
  expect(touches).toEqual([
    { kind: 'contact', channel: 'staff', atMs: 5000, untilMs: 9000 },
    { kind: 'contact', channel: 'staff', atMs: 20_000, untilMs: 30_000 },
  ])
  // Of whom nothing is known nothing is kept.
  records.met('b', 0)
  expect(records.of('b')).toBeUndefined()
})
