import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JourneyFact } from '../../../agent/journey/fact.ts'
import type { VisitRecord } from '../../../agent/journey/record.ts'
import { Records } from '../../../agent/journey/records.ts'
import { Touchpoints } from '../../../agent/journey/touchpoints.ts'
import { meetingsOf } from '../../../agent/moments/map/meeting.ts'

const SHELF = { id: 'wine', channel: 'shelf', function: 'try', stage: 'consider' } as const
const TILL = { id: 'checkout', channel: 'till', function: 'pay', stage: 'buy' } as const
const touchpoints = new Touchpoints([
  { at: { kind: 'zone', zone: 'wines' }, ...SHELF },
  { at: { kind: 'scanner', scanner: 'till' }, ...TILL },
])

function heard(facts: readonly JourneyFact[]) {
  const done: VisitRecord[] = []
  const records = new Records(touchpoints)
  records.onDone(record => done.push(record))
  for (const fact of facts) records.hear(fact)
  return { records, done }
}

const s = (seconds: number) => seconds * 1000
const began = (visit: string, atMs: number): JourneyFact => ({ kind: 'visit.started', visit, atMs, entrance: 'door' })
const ended = (visit: string, atMs: number, more: object = {}): JourneyFact =>
  ({ kind: 'visit.ended', visit, atMs, startedMs: 0, reason: 'exited', ...more }) as JourneyFact

test('a visit has what was met over all sensors, in order of time, with what the configuration makes of the places', () => {
  const { records, done } = heard([
    began('a', 0),
    { kind: 'zone.entered', visit: 'a', atMs: s(5), zone: 'wines' },
    { kind: 'zone.dwelled', visit: 'a', atMs: s(15), zone: 'wines', dwellMs: s(10) },
    // A reach is told when the hand is back; it was before the scan that was told earlier.
    { kind: 'code.scanned', visit: 'a', atMs: s(18), scanner: 'till', code: 'coupon', campaign: 'autumn' },
    { kind: 'shelf.reached', visit: 'a', atMs: s(19), shelf: 'left', durationMs: s(2) },
    { kind: 'zone.left', visit: 'a', atMs: s(20), zone: 'wines', dwellMs: s(15), uncertaintyMs: 100 },
    { kind: 'line.crossed', visit: 'a', atMs: s(21), line: 'aisle', direction: 'out' },
    ended('a', s(30), { groupSize: 2 }),
  ])
  records.close()
  expect(done).toEqual([
    {
      visit: 'a',
      startedMs: 0,
      endedMs: s(30),
      entrance: 'door',
      groupSize: 2,
      left: 0,
      touches: [
        { kind: 'stay', atMs: s(5), untilMs: s(20), zone: 'wines', dwelled: true, touchpoint: SHELF },
        { kind: 'reach', atMs: s(17), shelf: 'left', durationMs: s(2) },
        { kind: 'scan', atMs: s(18), scanner: 'till', code: 'coupon', campaign: 'autumn', touchpoint: TILL },
        { kind: 'crossing', atMs: s(21), line: 'aisle', direction: 'out' },
      ],
    },
  ])
})

test('what is not known is absent', () => {
  const { records } = heard([{ kind: 'visit.started', visit: 'a', atMs: 0 }])
  expect(Object.keys(records.of('a')!).sort()).toEqual(['left', 'startedMs', 'touches', 'visit'])
})

test('a member who agreed leaves a touch, and nothing of who it was', () => {
  const { records } = heard([began('a', 0)])
  records.meet({
    ...{ kind: 'recognition', visit: 'a', atMs: s(3), purpose: 'welcome', place: { kind: 'scanner', id: 'till' } },
  })
  expect(records.of('a')!.touches).toEqual([{ kind: 'recognition', atMs: s(3), purpose: 'welcome', touchpoint: TILL }])
})

test('staff leave no record', () => {
  const { records, done } = heard([began('a', 0), ended('a', s(9), { reason: 'staff' })])
  records.close()
  expect([done, records.of('a')]).toEqual([[], undefined])
})

test('of two visits that turn out to be one, the one that goes on has what both did, in order', () => {
  const { records, done } = heard([
    began('b', s(2)),
    { kind: 'visit.started', visit: 'a', atMs: 0 },
    { kind: 'zone.entered', visit: 'b', atMs: s(3), zone: 'wines' },
    { kind: 'line.crossed', visit: 'a', atMs: s(1), line: 'aisle', direction: 'in' },
    ended('a', s(4), { reason: 'merged', into: 'b' }),
    ended('b', s(9)),
  ])
  records.close()
  expect(done.map(({ visit, startedMs, touches }) => [visit, startedMs, touches.map(({ kind }) => kind)])).toEqual([
    ['b', 0, ['crossing', 'stay']],
  ])
})

test('a visit that was lost and went on under another name is one record', () => {
  const { records, done } = heard([
    began('a', 0),
    { kind: 'line.crossed', visit: 'a', atMs: s(1), line: 'aisle', direction: 'in' },
    ended('a', s(5), { reason: 'lost' }),
    { kind: 'visit.started', visit: 'b', atMs: s(8) },
    { kind: 'visit.joined', visit: 'b', atMs: 0, previous: 'a', entrance: 'door' },
    ended('b', s(20)),
  ])
  records.close()
  expect(done).toHaveLength(1)
  expect(done[0]).toMatchObject({ visit: 'b', startedMs: 0, entrance: 'door', touches: [{ kind: 'crossing' }] })
})

describe('of somebody who was seen as two people at once', () => {
  const stay = (visit: string, fromSeconds: number, untilSeconds: number, zone = 'wines'): JourneyFact[] => [
    { kind: 'zone.entered', visit, atMs: s(fromSeconds), zone },
    { kind: 'zone.left', visit, atMs: s(untilSeconds), zone, dwellMs: 0, uncertaintyMs: 0 },
  ]

  test('what both did at one place at once was done once, for as long as either did', () => {
    const { records, done } = heard([
      began('a', 0),
      began('b', s(8)),
      ...stay('b', 10, 14),
      { kind: 'zone.entered', visit: 'b', atMs: s(20), zone: 'wines' },
      { kind: 'zone.entered', visit: 'a', atMs: s(24), zone: 'wines' },
      { kind: 'zone.dwelled', visit: 'b', atMs: s(30), zone: 'wines', dwellMs: s(10) },
      { kind: 'zone.left', visit: 'b', atMs: s(38), zone: 'wines', dwellMs: s(18), uncertaintyMs: 0 },
      ended('b', s(38), { reason: 'merged', into: 'a' }),
    ])
    // They are still there, and have been since they were first seen there.
    const open = { kind: 'stay', atMs: s(20), zone: 'wines', dwelled: true, touchpoint: SHELF }
    expect(records.of('a')!.touches).toEqual([
      { kind: 'stay', atMs: s(10), untilMs: s(14), zone: 'wines', dwelled: false, touchpoint: SHELF },
      open,
    ])
    records.hear({ kind: 'zone.left', visit: 'a', atMs: s(50), zone: 'wines', dwellMs: s(26), uncertaintyMs: 0 })
    records.hear(ended('a', s(60)))
    records.close()
    expect(done[0]!.touches[1]).toEqual({ ...open, untilMs: s(50) })
    expect(meetingsOf(done[0]!, new Set()).get('wine')).toMatchObject({ steps: 2, stayMs: s(34) })
  })

  test('in another zone, or later, is another stay', () => {
    const { records } = heard([
      ...[began('a', 0), began('b', 0), ...stay('a', 1, 9), ...stay('b', 2, 5, 'cheese'), ...stay('b', 10, 12)],
      ended('b', s(13), { reason: 'merged', into: 'a' }),
    ])
    expect(records.of('a')!.touches).toMatchObject([{ zone: 'wines' }, { zone: 'cheese' }, { zone: 'wines' }])
  })

  test.each([
    [undefined, undefined, undefined],
    [undefined, 2, 2],
    [3, undefined, 3],
    [3, 2, 3],
  ])('where %s and %s came with them, %s did: what nobody knows stays unknown', (one, other, both) => {
    const start = (visit: string, groupSize: number | undefined): JourneyFact => ({
      ...{ kind: 'visit.started', visit, atMs: 0 },
      ...(groupSize !== undefined && { groupSize }),
    })
    const { records } = heard([start('a', one), start('b', other), ended('b', s(4), { reason: 'merged', into: 'a' })])
    const { touches: _, ...known } = records.of('a')!
    // Nor is a way in made up of two that nobody saw.
    expect(known).toEqual({ visit: 'a', startedMs: 0, left: 0, ...(both !== undefined && { groupSize: both }) })
  })

  /** Of one visitor: steps of some seconds, each in one of two zones or in none. */
  const walk = fc.array(fc.tuple(fc.constantFrom('wines', 'cheese', ''), fc.integer({ min: 1, max: 9 })), {
    maxLength: 20,
  })

  test('no more time passed at a place than passed at all, and none that either spent there is lost', () => {
    const asMerged = fc.constantFrom('merged', 'joined')
    fc.assert(
      fc.property(walk, walk, fc.nat(40), asMerged, (one, other, laterSeconds, how) => {
        const seconds = new Map<string, Set<number>>()
        const walked = (visit: string, steps: typeof one, fromSeconds: number): JourneyFact[] => {
          let at = fromSeconds
          return steps.flatMap(([zone, length]) => {
            const from = at
            at += length
            if (zone === '') return []
            const there = seconds.get(zone) ?? new Set()
            seconds.set(zone, there)
            for (let second = from; second < at; second++) there.add(second)
            return stay(visit, from, at, zone)
          })
        }
        const late = how === 'merged' ? laterSeconds : 200 + laterSeconds
        const [a, b] = [walked('a', one, 0), walked('b', other, late)]
        const { records, done } = heard(
          how === 'merged'
            ? [began('a', 0), began('b', s(late)), ...a, ...b, ended('b', s(300), { reason: 'merged', into: 'a' })]
            : [
                ...[began('a', 0), ...a, ended('a', s(200), { reason: 'lost' }), began('b', s(late)), ...b],
                { kind: 'visit.joined', visit: 'b', atMs: 0, previous: 'a' },
              ],
        )
        records.hear(ended(how === 'merged' ? 'a' : 'b', s(500)))
        records.close()
        const { touches } = done[0]!
        expect(done).toHaveLength(1)
        const stays = touches.filter(touch => touch.kind === 'stay')
        for (const zone of ['wines', 'cheese']) {
          const there = stays.filter(touch => touch.zone === zone)
          const total = there.reduce((sum, { atMs, untilMs }) => sum + untilMs! - atMs, 0)
          expect(total).toBe(s(seconds.get(zone)?.size ?? 0))
          for (const [i, { atMs }] of there.slice(1).entries()) expect(atMs).toBeGreaterThan(there[i]!.untilMs!)
        }
        expect(touches.map(({ atMs }) => atMs)).toEqual(touches.map(({ atMs }) => atMs).sort((x, y) => x - y))
      }),
    )
  })
})

test('a zone that is entered again is another stay', () => {
  const stays = ['entered', 'left', 'entered'].map((what, i) => ({
    ...{ kind: `zone.${what}`, visit: 'a', atMs: s(i + 1), zone: 'wines', dwellMs: 0, uncertaintyMs: 0 },
  })) as JourneyFact[]
  const { records } = heard([began('a', 0), ...stays])
  expect(records.of('a')!.touches).toMatchObject([{ atMs: s(1), untilMs: s(2) }, { atMs: s(3) }])
})

test('a sensor gone mad costs no memory without end, and what is left out is counted', () => {
  const crossings = Array.from(
    { length: 2000 },
    (_, i): JourneyFact => ({ kind: 'line.crossed', visit: 'a', atMs: i, line: 'aisle', direction: 'in' }),
  )
  const { records } = heard([began('a', 0), ...crossings])
  const { touches, left } = records.of('a')!
  expect([touches.length <= 1000, touches.length + left]).toEqual([true, 2000])
})

/** Anything that may come, also what makes no sense: a leave without an entry, an end of a visit that never began. */
const anyFacts = fc.array(
  fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.nat(60), fc.nat(6)).map(([visit, second, which]): JourneyFact[] => {
    const at = { visit, atMs: s(second) }
    const others: JourneyFact[] = [
      { kind: 'visit.started', ...at },
      { kind: 'zone.entered', ...at, zone: 'wines' },
      { kind: 'zone.left', ...at, zone: 'wines', dwellMs: 1, uncertaintyMs: 0 },
      { kind: 'line.crossed', ...at, line: 'aisle', direction: 'in' },
      { kind: 'visit.ended', ...at, startedMs: 0, reason: 'exited' },
      { kind: 'visit.ended', ...at, startedMs: 0, reason: 'merged', into: visit === 'a' ? 'b' : 'a' },
      { kind: 'visit.joined', ...at, previous: visit === 'a' ? 'b' : 'a' },
    ]
    return [others[which]!]
  }),
  { maxLength: 60 },
)

test('whatever comes in whatever order: touches are in order of time, none is there twice, no visit is done twice', () => {
  fc.assert(
    fc.property(anyFacts, films => {
      // An id is given once: a second beginning of the same visit cannot come.
      const started = new Set<string>()
      const facts = films.flat().filter(fact => {
        if (fact.kind !== 'visit.started') return true
        return !started.has(fact.visit) && started.add(fact.visit)
      })
      const { records, done } = heard(facts)
      for (const { visit } of records.open()) records.hear(ended(visit, s(99)))
      records.close()
      const met = done.flatMap(({ touches }) => touches)
      const told = facts.filter(({ kind }) => kind === 'zone.entered' || kind === 'line.crossed')
      expect(new Set(done.map(({ visit }) => visit)).size).toBe(done.length)
      expect(new Set(met).size).toBe(met.length)
      expect(met.length).toBeLessThanOrEqual(told.length)
      for (const { touches } of done)
        expect(touches.map(({ atMs }) => atMs)).toEqual(touches.map(({ atMs }) => atMs).sort((a, b) => a - b))
    }),
  )
})
