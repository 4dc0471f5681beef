import { expect, test } from 'vitest'
import type { Fact } from '../../../agent/events/tell.ts'
import { openStages } from '../../../agent/lanes/stages.ts'
import { Config } from '../../../config/config.ts'
import { shop, tracks, type Walker } from '../floor/walkers.ts'

const box = (x0: number, y0: number, x1: number, y1: number) => [
  [x0, y0],
  [x1, y0],
  [x1, y1],
  [x0, y1],
]

type Way = (second: number) => readonly [x: number, y: number] | undefined

/** The shop of walkers.ts with a room of the staff at the back, a lane of theirs beside the door, and a scanner at the till. */
function play(seconds: number, ways: readonly Way[], badgeAt?: number): Fact[] {
  const facts: Fact[] = []
  const { floor, depth } = shop()
  const config = Config.parse({
    store: { tenant: 't', store: 's', agent: 'a' },
    floor: {
      ...floor,
      zones: [...floor.zones, { id: 'back', kind: 'staff', outline: box(8, 6, 10, 8) }],
      lines: [{ id: 'lane', kind: 'staff', from: [2, 2], to: [2, 4] }],
    },
    depth,
    scanners: [{ id: 'clock', zone: 'till', feed: { driver: 'simulated' } }],
    campaigns: [{ id: 'us', prefix: 'B-', kind: 'badge' }],
    simulation: {},
  })
  const stages = openStages({ config, pace: 'replay', warn: () => {}, lost: () => {}, tell: fact => facts.push(fact) })
  for (let atMs = 0; atMs <= 1000 * seconds; atMs += 100) {
    const walkers = ways.flatMap((way, i): Walker[] => {
      const spot = way(atMs / 1000)
      return spot ? [{ id: i + 1, x: spot[0], y: spot[1] }] : []
    })
    stages.journey.see(stages.floor.place('ceiling', tracks(atMs, walkers)))
    if (atMs === badgeAt) {
      const scan = stages.codes.read('clock', { atMs, text: 'B-17' })
      if (scan) stages.journey.scan(scan)
    }
    stages.tick(atMs)
  }
  stages.close(1000 * seconds)
  return facts
}

const told = (facts: readonly Fact[]) =>
  facts
    .filter(fact => fact.kind !== 'interval.counted')
    .map(fact =>
      fact.kind === 'visit.ended' ? `ended(${fact.reason})` : 'zone' in fact ? `${fact.kind} ${fact.zone}` : fact.kind,
    )
const counted = (facts: readonly Fact[]) => {
  const all = facts.flatMap(fact => (fact.kind === 'interval.counted' ? [fact] : []))
  const sum = (key: 'in' | 'visits' | 'people') => all.reduce((total, one) => total + one[key], 0)
  return { in: sum('in'), visits: sum('visits'), people: sum('people') }
}

const walk =
  (x: number, y: number, vx: number, vy: number, from = 0): Way =>
  second =>
    second < from ? undefined : [x + vx * (second - from), y + vy * (second - from)]

test('of whoever comes out of the room of the staff nothing is told, wherever they go', () => {
  const facts = play(20, [second => [Math.max(1, 9 - second / 2), Math.max(2, 7 - second / 4)]])
  expect(told(facts)).toEqual([])
  expect(counted(facts)).toEqual({ in: 0, visits: 0, people: 0 })
})

test('a visit of whoever takes the lane of the staff ends there and is not counted', () => {
  const facts = play(12, [second => (second < 3 ? [5, second - 1] : [5 - (second - 3), 2.5])])
  expect(told(facts).filter(one => !one.startsWith('occupancy'))).toEqual(['visit.started', 'ended(staff)'])
  expect(facts.findLast(fact => fact.kind === 'occupancy.changed')).toMatchObject({ count: 0 })
  expect(counted(facts)).toEqual({ in: 0, visits: 0, people: 0 })
})

const toTheTill: Way = second => (second < 4 ? [5, Math.min(2, second - 1)] : [Math.min(9, 5 + (second - 4)), 2])

test('a badge shown by whoever stands alone makes them staff, who are no queue', () => {
  const facts = play(20, [toTheTill], 10_000)
  expect(told(facts)).toContain('ended(staff)')
  expect(facts.some(fact => fact.kind === 'code.scanned')).toBe(false)
  expect(facts.findLast(fact => fact.kind === 'queue.changed')).toMatchObject({ length: 0 })
  expect(counted(facts)).toEqual({ in: 0, visits: 0, people: 0 })
})

test('a badge shown where two stand makes nobody staff', () => {
  const facts = play(20, [toTheTill, second => toTheTill(second - 0.8)], 10_000)
  expect(told(facts)).not.toContain('ended(staff)')
  expect(counted(facts)).toMatchObject({ visits: 2 })
})

test('staff who walk beside a customer are no group of theirs; two customers are', () => {
  const size = (facts: readonly Fact[]) =>
    facts.flatMap(fact => (fact.kind === 'visit.ended' && fact.reason !== 'staff' ? [fact.groupSize] : []))
  const pair = [walk(4.6, -1, 0, 0.8), walk(5.4, -1, 0, 0.8)]
  expect(size(play(8, pair))).toEqual([2, 2])
  expect(size(play(8, pair.slice(1)))).toEqual([1])
  const lane: Way = second => (second < 3 ? [1, 3.6] : [Math.min(5, 1 + 1.2 * (second - 3)), 3.6])
  const beside: Way = second => (second < 3 ? undefined : [Math.min(5, 1 + 1.2 * (second - 3)), 4.4])
  expect(size(play(10, [lane, beside]))).toEqual([1])
})

test('every event of a visitor says how much there is to it', () => {
  const facts = play(12, [toTheTill])
  const without = facts.filter(fact => !('quality' in fact && fact.quality) && fact.kind !== 'interval.counted')
  expect(without).toEqual([])
  expect(facts.find(fact => fact.kind === 'visit.ended')).toMatchObject({ quality: { coverage: 1 } })
})
