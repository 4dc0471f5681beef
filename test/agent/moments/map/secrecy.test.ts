import { describe, expect, test } from 'vitest'
import { wilson } from '../../../../agent/journey/wilson.ts'
import type { Counted } from '../../../../agent/moments/map/counted.ts'
import { factsOf } from '../../../../agent/moments/map/fact.ts'
import { mapping } from '../../../../agent/moments/map/mapping.ts'
import { stepOf } from '../../../../agent/moments/map/veil.ts'
import { atOnce } from '../../../../agent/publish/chart.ts'

/**
 * Whoever knows this program can draw the map of every shop there may be, and look which of them have the one that was told. Where all of these
 * have the same count in common, it is known.
 */
const touchpoint = { id: 'wine', channel: 'shelf', function: 'try', stage: 'consider' } as const
const PARTS = ['night', 'morning', 'afternoon', 'evening'] as const

interface Visit {
  readonly took: boolean
  readonly bought: boolean
  readonly part?: (typeof PARTS)[number]
}

const visit = ({ took, bought, part = 'morning' }: Visit): Counted => ({
  segment: { dayPart: part, company: undefined, member: undefined },
  meetings: new Map([['wine', { firstMs: 0, steps: took ? 2 : 1, stayMs: 9000, waitMs: 0, engaged: took }]]),
  bought,
})
const many = (count: number, of: Visit) => Array.from({ length: count }, () => visit(of))

/** All that is told of a shop, on the console and by events. */
function told(visits: readonly Counted[], k: number) {
  const map = atOnce(mapping({ touchpoints: [touchpoint], k, now: { visits, passed: 3 }, before: [] }))
  const period = { day: '2026-06-01', from: '2026-06-01', days: 1, kept: [], simulated: false }
  return { map, events: factsOf({ ...period, ...map }, 0) }
}

/** Every choice of so many whole numbers below `k` that are next to its ends, where least is left open. */
function* choices(count: number, k: number, chosen: readonly number[] = []): Generator<readonly number[]> {
  if (chosen.length === count) yield chosen
  else for (const i of new Set([0, 1, k - 2, k - 1])) yield* choices(count, k, [...chosen, i])
}

/** Names of counts that are the same in all shops of which the same is told. */
function pinned(shops: Iterable<{ readonly counts: Readonly<Record<string, number>>; readonly told: unknown }>) {
  const alike = new Map<string, Map<string, Set<number>>>()
  for (const { counts, told } of shops) {
    const key = JSON.stringify(told)
    const known = alike.get(key) ?? new Map<string, Set<number>>()
    alike.set(key, known)
    for (const [name, count] of Object.entries(counts)) known.set(name, (known.get(name) ?? new Set()).add(count))
  }
  expect(alike.size).toBeGreaterThan(1)
  return [...alike.values()].flatMap(known => [...known].flatMap(([name, { size }]) => (size > 1 ? [] : [name])))
}

/** Shops that differ in who took notice and who bought, from so many of each on. */
function* shops(from: readonly [number, number, number, number], k: number, tell: (visits: Counted[]) => unknown) {
  for (const more of choices(4, k)) {
    const [sold, unsold, othersSold, others] = from.map((count, i) => count + more[i]!) as [
      number,
      number,
      number,
      number,
    ]
    const visits = [
      ...[...many(sold, { took: true, bought: true }), ...many(unsold, { took: true, bought: false })],
      ...[...many(othersSold, { took: false, bought: true }), ...many(others, { took: false, bought: false })],
    ]
    const took = sold + unsold
    const counts = { sold, unsold, othersSold, others, took, buyers: sold + othersSold, visits: visits.length }
    yield { counts, told: tell(visits) }
  }
}

describe('from all that is told of a shop', () => {
  test.each([
    ['few', [5, 5, 5, 5]],
    ['few of whom the times are told, or just not', [5, 10, 5, 10]],
  ] as const)('no count can be worked out: %s', (_, from) => {
    expect(pinned(shops(from, 5, visits => told(visits, 5)))).toEqual([])
  })

  test('it could from exact shares, though the counts beside them are rounded: nine of fourteen', () => {
    const exact = (visits: readonly Counted[]) => {
      const took = visits.filter(({ meetings }) => meetings.get('wine')!.engaged)
      const { share } = wilson(took.filter(({ bought }) => bought).length, took.length)
      return [took.length - (took.length % 5), Math.round(100 * share)]
    }
    expect(pinned(shops([5, 5, 5, 5], 5, exact))).toContain('sold')
  })

  /** Of each part of the day so many, and some more. */
  function* days(from: number, k: number) {
    for (const more of choices(PARTS.length, k)) {
      const visits = PARTS.flatMap((part, i) => [
        ...many(from + more[i]!, { took: true, bought: true, part }),
        ...many(k, { took: false, bought: false, part }),
      ])
      const counts = Object.fromEntries([...PARTS.map((part, i) => [part, more[i]!]), ['visits', visits.length]])
      yield { counts, told: told(visits, k) }
    }
  }

  test('nor by taking the parts from the whole, which is why no step is smaller than five', () => {
    expect(pinned(days(5, 5))).toEqual([])
    expect(pinned(days(4, 2))).toContain('morning')
    expect([2, 4, 5, 12].map(stepOf)).toEqual([5, 5, 5, 12])
  })

  test('of fewer than k buyers no value is, nor where it lies by that', () => {
    const map = (sold: number) =>
      told(
        [
          ...many(sold, { took: true, bought: true }),
          ...many(30, { took: true, bought: false }),
          ...many(30, { took: false, bought: true }),
        ],
        5,
      ).map
    const names = ['conversion', 'value', 'quadrant', 'isSure']
    expect(names.filter(name => name in map(4).rows[0]!)).toEqual([])
    expect(names.filter(name => name in map(5).rows[0]!)).toEqual(names)
    expect([map(4).counsel, map(4).split]).toEqual([[], undefined])
  })

  test('nor is today held against a week of fewer than k buyers: the change would tell what that week may not', () => {
    const shop = (sold: number) => [
      ...many(sold, { took: true, bought: true }),
      ...many(40 - sold, { took: true, bought: false }),
      ...[...many(20, { took: false, bought: true }), ...many(20, { took: false, bought: false })],
    ]
    const against = (sold: number) => {
      const [now, before] = [20, sold].map(count => ({ visits: shop(count), passed: 3 }))
      return atOnce(mapping({ touchpoints: [touchpoint], k: 5, now: now!, before: [before!] })).rows[0]!
    }
    expect(against(5).valueTrend).toBeDefined()
    expect(against(4)).not.toHaveProperty('valueTrend')
    expect(against(4).effortTrend).toEqual(against(5).effortTrend)
  })

  test('every count is nought or k at least, and a multiple of it', () => {
    const counts: unknown[] = []
    JSON.stringify(
      told([...many(13, { took: true, bought: true }), ...many(19, { took: false, bought: true })], 5),
      (name, value) => {
        if (['of', 'visits', 'count'].includes(name)) counts.push(value)
        return value
      },
    )
    expect(counts.filter(count => typeof count === 'number').length).toBeGreaterThan(10)
    expect(counts.filter(count => typeof count === 'number' && count % 5 !== 0)).toEqual([])
  })
})
