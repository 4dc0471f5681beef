import { describe, expect, test } from 'vitest'
import { Floor } from '../../../config/floor.ts'
import { quantile, watch } from './habits.ts'
import { FLOOR, store } from './store.ts'

const MINUTE = 60_000

/** A shop of 20 × 12 m with two doors, an island and two tills. */
const HALL = Floor.parse({
  outline: corners(0, 0, 20, 12),
  entrances: [
    { id: 'west', from: [3, 0], to: [5, 0] },
    { id: 'east', from: [15, 0], to: [17, 0] },
  ],
  zones: [
    { id: 'books', outline: corners(2, 10.4, 6, 11.6) },
    { id: 'toys', outline: corners(8, 10.4, 12, 11.6) },
    { id: 'garden', outline: corners(14, 10.4, 18, 11.6) },
    { id: 'shoes', outline: corners(0.4, 4, 1.6, 8) },
    { id: 'island', outline: corners(8, 4.5, 11, 7) },
    { id: 'pay', kind: 'queue', outline: corners(13, 2.4, 14, 6.4) },
    { id: 'cash', kind: 'queue', outline: corners(15.5, 2.4, 16.5, 6.4) },
  ],
})

describe.each([
  ['a small shop', FLOOR, { seed: 1, arrivalsPerMinute: 8 }],
  ['a hall on a quiet day', HALL, { seed: 2, arrivalsPerMinute: 3.3 }],
  ['a hall with a crowd of 30', HALL, { seed: 3, crowd: 30, staff: 3 }],
])('%s', (_, floor, simulation) => {
  const seen = watch(store(simulation, floor), floor, 8 * MINUTE)

  test('people walk as fast as people walk', () => {
    expect(quantile(seen.speeds, 0.5)).toBeGreaterThan(0.9)
    expect(quantile(seen.speeds, 0.5)).toBeLessThan(1.4)
    expect(quantile(seen.speeds, 1)).toBeLessThan(2.2)
  })

  test('nobody walks through shelves or stands in another, and hardly anybody is stuck', () => {
    expect(seen.inFurniture).toBe(0)
    expect(seen.crushed / seen.looks).toBeLessThan(0.002)
    expect(seen.stuck / seen.looks).toBeLessThan(0.002)
  })

  test('those who came together walk together', () => {
    const mean = seen.apart.reduce((sum, metres) => sum + metres, 0) / seen.apart.length
    expect(seen.apart.length).toBeGreaterThan(50)
    expect(mean).toBeLessThan(1.5)
    expect(quantile(seen.apart, 0.5)).toBeLessThan(1.2)
  })

  test('stays are mostly short and sometimes long', () => {
    const { truth } = seen
    const visitors = [...truth.people.values()].filter(({ role }) => role !== 'staff').map(({ person }) => person)
    const dwells = truth.stays
      .filter(({ person, toMs }) => toMs !== undefined && visitors.includes(person))
      .map(({ fromMs, toMs }) => (toMs! - fromMs) / 1000)
      .filter(seconds => seconds > 2.5)
      .sort((a, b) => a - b)
    expect(quantile(dwells, 0.5)).toBeGreaterThan(5)
    expect(quantile(dwells, 0.5)).toBeLessThan(20)
    expect(quantile(dwells, 0.95)).toBeGreaterThan(2 * quantile(dwells, 0.5))
  })

  test('who is first in a queue is served first, one at a time', () => {
    const { waits } = seen.truth
    expect(waits.length).toBeGreaterThan(5)
    for (const { id } of floor.zones.filter(({ kind }) => kind === 'queue')) {
      const served = waits.filter(wait => wait.zone === id && wait.servedMs !== undefined)
      const joined = served.toSorted((a, b) => a.joinedMs - b.joinedMs)
      expect(served.toSorted((a, b) => a.servedMs! - b.servedMs!)).toEqual(joined)
      const early = joined.filter((wait, i) => i > 0 && wait.servedMs! < joined[i - 1]!.leftMs!)
      expect(early).toEqual([])
    }
  })

  test('every visit ends, by a door', () => {
    const { visits } = seen.truth
    expect(visits.length).toBeGreaterThan(10)
    expect(visits.filter(({ enteredMs, leftMs }) => enteredMs < 3 * MINUTE && leftMs === undefined)).toEqual([])
  })
})

test('a crowd is as large as is asked for, but never larger than the shop', () => {
  const hall = watch(store({ seed: 4, crowd: 40 }, HALL), HALL, 5 * MINUTE)
  expect(hall.inside).toBeGreaterThan(30)
  expect(hall.most).toBeLessThanOrEqual(44)
  const small = watch(store({ seed: 4, crowd: 40 }), FLOOR, 4 * MINUTE)
  expect(small.most).toBeLessThanOrEqual(20)
})

test('some shoppers bring a child, and children are small', () => {
  const { truth } = watch(store({ seed: 5, arrivalsPerMinute: 20 }, HALL), HALL, 5 * MINUTE)
  const people = [...truth.people.values()]
  const children = people.filter(({ role }) => role === 'child')
  expect(children.length).toBeGreaterThan(3)
  for (const { heightMetres, group } of children) {
    expect(heightMetres).toBeGreaterThanOrEqual(1)
    expect(heightMetres).toBeLessThanOrEqual(1.4)
    expect(people.some(other => other.group === group && other.role === 'shopper')).toBe(true)
  }
  for (const { size, group } of people) expect(people.filter(other => other.group === group).length).toBe(size)
})

test('the staff are there from the beginning, stay, and are no visitors', () => {
  const { truth } = watch(store({ seed: 6, staff: 3, arrivalsPerMinute: 6 }, HALL), HALL, 5 * MINUTE)
  const staff = [...truth.people.values()].filter(({ role }) => role === 'staff').map(({ person }) => person)
  const at = new Float64Array(2)
  expect(staff.length).toBe(3)
  for (const person of staff) {
    expect(truth.visits.some(visit => visit.person === person)).toBe(false)
    expect(truth.passes.some(pass => pass.person === person)).toBe(false)
    for (let atMs = 100; atMs < 5 * MINUTE; atMs += 1000) {
      expect(truth.positions.of(person, atMs, at)).toBe(true)
      expect(at[0]! >= 0 && at[0]! <= 20 && at[1]! >= 0 && at[1]! <= 12).toBe(true)
    }
  }
})

function corners(left: number, low: number, right: number, high: number): [number, number][] {
  return [
    [left, low],
    [right, low],
    [right, high],
    [left, high],
  ]
}
