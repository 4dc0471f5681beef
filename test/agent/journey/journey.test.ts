import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FloorFact } from '../../../agent/floor/fact.ts'
import type { JourneyFact } from '../../../agent/journey/fact.ts'
import { Journey } from '../../../agent/journey/journey.ts'
import { Floor } from '../../../config/floor.ts'
import { Scanner } from '../../../config/scanners.ts'
import { Store } from '../../../config/store.ts'
import { Journey as Rule } from '../../../config/tracking.ts'

const OUTLINE = [
  [0, 0],
  [8, 0],
  [8, 5],
  [0, 5],
]
const DOOR = { id: 'door', from: [3, 0], to: [5, 0] }

const QUALITY = { coverage: 0.9, confidence: 0.8 }

function journey(
  entrances: unknown[] = [DOOR],
  occupancy = 'seen',
  hours?: object,
  unseenEntrySeconds = 0,
  inside = 0,
) {
  const told: JourneyFact[] = []
  const seen: { id: number; x: number; y: number; seenMs: number }[] = []
  let next = 1
  const one = new Journey({
    floor: Floor.parse({ outline: OUTLINE, entrances, occupancy }),
    ...(hours && { store: Store.parse({ tenant: 't', store: 's', agent: 'a', timezone: 'Europe/Vienna', hours }) }),
    inside,
    scanners: [Scanner.parse({ id: 'till', zone: 'queue', feed: { driver: 'simulated' } })],
    rule: Rule.parse({ unseenEntrySeconds }),
    people: {
      trailOf: () => Float64Array.of(4, 0, 0, 4, 3, 4000),
      companionsOf: () => [],
      qualityOf: () => QUALITY,
      standingIn: () => [1],
      people: () => seen,
      employ: person => [{ kind: 'staff', person, atMs: 20_000 }],
    },
    newVisit: () => `v${next++}`,
    tell: fact => told.push(fact),
  })
  return { one, told, seen }
}

/**
 * One character a second for person 1: ( appears outside, [ appears inside, > crosses in, < crosses out, i and o are sure to be
 * inside and outside, Z and z enter and leave the zone, S turns out to be staff, x is gone, . passes.
 */
function facts(film: string): FloorFact[] {
  let enteredMs = 0
  return [...film].flatMap((sign, second): FloorFact[] => {
    const atMs = second * 1000
    const person = 1
    switch (sign) {
      case '(':
      case '[':
        return [{ kind: 'appeared', person, atMs, x: 4, y: 0, inside: sign === '[' }]
      case '>':
      case '<':
        return [{ kind: 'entrance', person, atMs, entrance: 'door', direction: sign === '>' ? 'in' : 'out' }]
      case 'i':
      case 'o':
        return [{ kind: sign === 'i' ? 'inside' : 'outside', person, atMs }]
      case 'S':
        return [{ kind: 'staff', person, atMs }]
      case 'Z':
        enteredMs = atMs
        return [{ kind: 'zone-entered', person, atMs, zone: 'queue' }]
      case 'z':
        return [{ kind: 'zone-left', person, atMs, zone: 'queue', sinceMs: enteredMs, uncertaintyMs: 100 }]
      case 'x':
        return [
          { kind: 'gone', person, atMs, trail: Float64Array.of(0, 0, 0, 3, 0, atMs), quality: QUALITY, companions: [] },
        ]
      default:
        return []
    }
  })
}

function told(film: string, entrances?: unknown[]): string {
  const { one, told } = journey(entrances)
  one.see(facts(film))
  return told
    .filter(fact => fact.kind !== 'occupancy.changed' && fact.kind !== 'path.completed')
    .map(fact => (fact.kind === 'visit.ended' ? `ended(${fact.reason})` : fact.kind.replace('visit.', '')))
    .join(' ')
}

describe('with an entrance', () => {
  test.each([
    ['(.>....<.x', 'started ended(exited)'],
    ['(.>i...<ox', 'started ended(exited)'],
    ['(..x', 'passed'],
    ['[..x', ''],
    ['[.i...x', 'started ended(lost)'],
    ['(.>i..x', 'started ended(lost)'],
    ['(.>iS.<>ix', 'started ended(staff)'],
    ['(.S.>.<x', ''],
    ['(.>i..ox', 'started ended(exited)'],
    ['(.>.<.>.<x', 'started ended(exited) started returned ended(exited)'],
    ['(.>.<i.x', 'started ended(exited)'],
    ['(.>.<oi..x', 'started ended(exited) started returned ended(lost)'],
    ['(.Z.>.z<x', 'started zone.entered zone.left ended(exited)'],
    ['(.>Z..<z.x', 'started zone.entered zone.left ended(exited)'],
    ['(.Z.z.x', 'passed'],
  ])('%s tells: %s', (film, expected) => {
    expect(told(film)).toBe(expected)
  })
})

describe('somebody who was not seen to come in', () => {
  /** What is told of a film, with ticks between; who is not out of sight is seen in each. */
  function told(film: string, lastSeenSecond = film.length) {
    const { one, told, seen } = journey([DOOR], 'seen', undefined, 5)
    facts(film.replaceAll(/[^([><ioZzx]/g, '.')).forEach(fact => {
      for (let second = 0; second * 1000 <= fact.atMs; second++) {
        seen[0] = { id: 1, x: 4, y: 3, seenMs: 1000 * Math.min(second, lastSeenSecond) }
        one.tick(1000 * second)
      }
      one.see([fact])
    })
    return told
      .filter(fact => fact.kind === 'visit.started' || fact.kind === 'visit.ended' || fact.kind === 'zone.entered')
      .map(fact => `${fact.atMs / 1000} ${fact.kind}`)
  }

  test('is told as a visit once they have been seen for long enough, from the true start', () => {
    expect(told('[iZ......x')).toEqual(['1 visit.started', '2 zone.entered', '9 visit.ended'])
  })

  test('is nobody who is seen for less, whether they leave, are lost, or only counted as lost later', () => {
    expect(told('[i..<x')).toEqual([])
    expect(told('[i..ox')).toEqual([])
    expect(told('[i.........x', 4)).toEqual([])
  })

  test('is told at once where they go out and come in again', () => {
    expect(told('[i<o>.<x')).toEqual(['4 visit.started', '6 visit.ended'])
  })
})

test('without an entrance, whoever is seen is visiting', () => {
  expect(told('(...x', [])).toBe('started ended(lost)')
})

test('the path of a visit ends with the visit and comes before its end', () => {
  const { one, told } = journey()
  one.see(facts('(.>.<.x'))
  const kinds = told.map(fact => fact.kind)
  expect(kinds.indexOf('path.completed')).toBe(kinds.indexOf('visit.ended') - 1)
})

describe('somebody who was taken for two', () => {
  const second = (film: string, into = 1): FloorFact[] =>
    facts(film).map(fact => ({ ...fact, person: 2, ...(fact.kind === 'gone' ? { into } : {}) }))

  test('has one visit: the second ends as merged into the first, and counts for nothing', () => {
    const { one, told } = journey()
    one.tick(0)
    one.see(facts('(.>i'))
    one.see(second('[.iZ..x'))
    one.see(facts('....<.x'))
    one.tick(60_000)
    expect(told.filter(fact => fact.kind === 'visit.ended')).toMatchObject([
      { visit: 'v2', reason: 'merged', into: 'v1' },
      { visit: 'v1', reason: 'exited' },
    ])
    expect(told.at(-1)).toMatchObject({ kind: 'interval.counted', in: 1, out: 1, visits: 1, people: 1 })
    expect(told.at(-1)).toMatchObject({ durationsMs: [2000] })
    expect(told.flatMap(fact => (fact.kind === 'occupancy.changed' && !fact.zone ? [fact.count] : []))).toEqual([
      1, 2, 1, 0,
    ])
  })

  test('keeps the visit that only the second had', () => {
    const { one, told } = journey()
    one.see(facts('('))
    one.see(second('(>.x'))
    one.see(facts('.....<'))
    expect(told.filter(fact => fact.kind === 'visit.started' || fact.kind === 'visit.ended')).toMatchObject([
      { visit: 'v1' },
      { visit: 'v1', reason: 'exited' },
    ])
  })

  test.each(['seen', 'flow'])(
    'and works here counts for nothing, by %s: what both crossed is taken back',
    occupancy => {
      const { one, told } = journey([DOOR], occupancy)
      one.tick(0)
      one.see(facts('(>i'))
      one.see(second('(>i'))
      one.see(facts('...S'))
      one.see(second('....x'))
      one.tick(60_000)
      expect(told.filter(fact => fact.kind === 'visit.ended')).toMatchObject([{ reason: 'staff' }, { reason: 'staff' }])
      expect(told.at(-1)).toMatchObject({ kind: 'interval.counted', in: 0, out: 0, visits: 0, people: 0 })
      expect(told.findLast(fact => fact.kind === 'occupancy.changed')).toMatchObject({ count: 0 })
    },
  )

  test('crossed the entrance once where both were seen to', () => {
    const { one, told } = journey()
    one.tick(0)
    one.see(facts('(>'))
    one.see(second('(>.x'))
    one.tick(60_000)
    expect(told.at(-1)).toMatchObject({ kind: 'interval.counted', in: 1, visits: 1, people: 1 })
  })
})

test('a scan belongs to a visit when exactly one visitor stands there', () => {
  const { one, told } = journey()
  const scan = { atMs: 9000, scanner: 'till', campaign: 'spring', code: 'coupon' } as const
  one.scan({ ...scan, tracks: 'person' })
  one.see(facts('(>Z'))
  one.scan({ ...scan, tracks: 'code' })
  one.scan({ ...scan, tracks: 'person' })
  expect(told.flatMap(fact => (fact.kind === 'code.scanned' ? [fact.visit] : []))).toEqual([undefined, undefined, 'v1'])
})

test('an interval counts what happened in it, and the time in which a sensor was down', () => {
  const { one, told } = journey()
  one.tick(0)
  one.see(facts('(>..<>.<x'))
  one.covered(false, 15_000)
  one.covered(true, 30_000)
  one.tick(60_500)
  expect(told.at(-1)).toMatchObject({
    kind: 'interval.counted',
    in: 2,
    out: 2,
    visits: 2,
    people: 1,
    toMs: 60_000,
    coverage: 0.75,
  })
  expect(told.at(-1)).toMatchObject({ durationsMs: [3000, 2000] })
})

test('of whole intervals in which nobody asked nothing is told', () => {
  const { one, told } = journey()
  one.tick(30_000)
  one.tick(3_630_000)
  one.tick(3_660_000)
  expect(told.map(fact => fact.kind === 'interval.counted' && [fact.fromMs, fact.toMs])).toEqual([
    [30_000, 60_000],
    [3_600_000, 3_660_000],
  ])
})

test('a clock that was set back by more than an interval begins a new one', () => {
  const { one, told } = journey()
  one.tick(600_000)
  one.tick(30_000)
  one.tick(60_000)
  expect(told).toMatchObject([{ kind: 'interval.counted', fromMs: 30_000, toMs: 60_000 }])
})

const signs = fc.constantFrom('>', '<', 'i', 'o', 'Z', 'z', '.', '.', 'S')
const film = fc.tuple(fc.constantFrom('(', '['), fc.string({ unit: signs, maxLength: 40 }), fc.constantFrom('x', ''))

test('whatever happens, each visit ends exactly once, zones balance and nobody is counted below none', () => {
  fc.assert(
    fc.property(film, fc.boolean(), ([start, middle, end], door) => {
      const { one, told } = journey(door ? [DOOR] : [])
      one.see(facts(start + middle + end))
      one.close(60_000)
      const of = (kind: JourneyFact['kind']) =>
        told.flatMap(fact => (fact.kind === kind && 'visit' in fact ? [fact.visit] : []))
      expect(of('visit.ended')).toEqual(of('visit.started'))
      expect(of('zone.left').length).toBe(of('zone.entered').length)
      for (const fact of told) if (fact.kind === 'occupancy.changed') expect(fact.count).toBeGreaterThanOrEqual(0)
    }),
  )
})

/** How many are said to be in the shop, one after the other. */
const levels = (told: readonly JourneyFact[]) =>
  told.flatMap(fact => (fact.kind === 'occupancy.changed' && fact.zone === undefined ? [fact.count] : []))

describe('by flow', () => {
  test.each([
    // In, lost from sight in the depth of the shop; somebody comes from there and leaves: one visit, nobody twice.
    [['(.>i...x', '[i...<x'], [1, 0], 1],
    [['(>ix', '(>ix', '[i<x'], [1, 2, 1], 2],
    // More leave than came: somebody was missed at the door, and none is the least there can be.
    [['[i<x', '(>ix'], [1], 1],
    // Staff who are known for such only then.
    [['(>iS'], [1, 0], 0],
  ])('%j is told as %j', (films, expected, visits) => {
    const { one, told } = journey([DOOR], 'flow')
    one.tick(0)
    for (const film of films) one.see(facts(film))
    one.tick(60_000)
    expect(levels(told)).toEqual(expected)
    expect(told.findLast(fact => fact.kind === 'interval.counted')).toMatchObject({ visits })
  })

  test('goes on from who was inside before the start, until the shop is known to be empty', () => {
    const hours = { from: '09:00', to: '18:00', emptyMinutes: 10 }
    const { one, told } = journey([DOOR], 'flow', hours, 0, 3)
    one.see(facts('(>ix'))
    one.see(facts('[i<x'))
    expect(levels(told)).toEqual([4, 3])
    for (let minute = 0; minute < 12; minute++) one.tick(Date.parse('2026-01-15T17:00:00Z') + 60_000 * minute)
    expect(levels(told)).toEqual([4, 3, 0])
  })

  test('is never below none, and who came in less who left where none was missed', () => {
    const films = fc.array(fc.constantFrom('(>ix', '[i<x', '(>.<ox', '(..x', '(>iSx'))
    fc.assert(
      fc.property(films, many => {
        const { one, told } = journey([DOOR], 'flow')
        let expected = 0
        for (const film of many) {
          one.see(facts(film))
          expected = Math.max(0, expected + (film === '(>ix' ? 1 : film === '[i<x' ? -1 : 0))
        }
        expect(levels(told).at(-1) ?? 0).toBe(expected)
        expect(Math.min(0, ...levels(told))).toBe(0)
      }),
    )
  })
})

describe('a shop that closes', () => {
  const HOURS = { from: '09:00', to: '18:00', emptyMinutes: 10 }
  /** 18:00 in Vienna on a day in winter. */
  const CLOSING = Date.parse('2026-01-15T17:00:00Z')

  test('is empty some time after, and told to be so once', () => {
    const { one, told } = journey([DOOR], 'flow', HOURS)
    one.see(facts('(>ix'))
    one.tick(CLOSING - 60_000)
    for (let minute = 0; minute < 10; minute++) one.tick(CLOSING + 60_000 * minute)
    expect(levels(told)).toEqual([1])
    for (let minute = 10; minute < 60; minute++) one.tick(CLOSING + 60_000 * minute)
    expect(levels(told)).toEqual([1, 0])
    // Somebody cleans, and is not seen to go.
    one.see(facts('(>ix'))
    for (let minute = 60; minute < 90; minute++) one.tick(CLOSING + 60_000 * minute)
    expect(levels(told)).toEqual([1, 0, 1, 0])
    // The next day is counted from none.
    one.tick(CLOSING + 16 * 3_600_000)
    one.see(facts('(>ix'))
    expect(levels(told)).toEqual([1, 0, 1, 0, 1])
  })

  test('ends the visits that are still open', () => {
    const { one, told } = journey([DOOR], 'seen', HOURS)
    one.see(facts('(>iZ'))
    for (let minute = 0; minute < 12; minute++) one.tick(CLOSING + 60_000 * minute)
    expect(told.filter(fact => fact.kind === 'visit.ended')).toMatchObject([{ reason: 'lost' }])
    expect(levels(told).at(-1)).toBe(0)
  })

  test('is not empty while it is open, however quiet', () => {
    const { one, told } = journey([DOOR], 'flow', HOURS)
    one.see(facts('(>ix'))
    for (let minute = 0; minute < 60; minute++) one.tick(CLOSING - 3_600_000 + 60_000 * minute)
    expect(levels(told)).toEqual([1])
  })
})
