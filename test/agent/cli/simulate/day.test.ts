import fc from 'fast-check'
import { expect, test } from 'vitest'
import { day } from '../../../../agent/cli/simulate/day.ts'
import { seal } from '../../../../agent/events/envelope.ts'
import { tell } from '../../../../agent/events/tell.ts'
import type { JourneyFact } from '../../../../agent/journey/fact.ts'
import { Random } from '../../../../drivers/simulated/random.ts'
import { context } from '../../events/facts.ts'

const FROM = 1_900_000_000_000
const MINUTE = 60_000
const SHOPS = 100

const of = (seed: number, minutes: number, perMinute: number, fromMs = FROM): JourneyFact[] => [
  ...day({ fromMs, toMs: fromMs + minutes * MINUTE, perMinute, random: new Random(seed, 'day') }),
]

const someDay = fc
  .record({
    seed: fc.nat(),
    minutes: fc.double({ min: 0.05, max: 90, noNaN: true }),
    perMinute: fc.double({ min: 2, max: 120, noNaN: true }),
    fromMs: fc.integer({ min: FROM, max: FROM + 10 * MINUTE }),
  })
  .map(({ seed, minutes, perMinute, fromMs }) => ({
    fromMs,
    toMs: fromMs + minutes * MINUTE,
    facts: of(seed, minutes, Math.min(perMinute, 1000 / minutes), fromMs),
  }))

test('every fact of a day fits the contract, in order of time, between opening and closing', () => {
  fc.assert(
    fc.property(someDay, ({ facts, fromMs, toMs }) => {
      let lastMs = fromMs
      for (const [i, fact] of facts.entries()) {
        seal(tell(fact, context), { epoch: 1, sequence: i + 1 })
        expect(fact.atMs).toBeGreaterThanOrEqual(lastMs)
        lastMs = fact.atMs
      }
      expect(lastMs).toBeLessThanOrEqual(toMs)
    }),
    { numRuns: 40 },
  )
})

test('each visit begins once and ends once; what it does lies between, and is told again as its way', () => {
  fc.assert(
    fc.property(someDay, ({ facts }) => {
      const open = new Map<string, string[]>()
      const seen = new Set<string>()
      for (const fact of facts) {
        if (!('visit' in fact) || fact.visit === undefined) continue
        if (fact.kind === 'visit.started') {
          expect(seen.has(fact.visit)).toBe(false)
          seen.add(fact.visit)
          open.set(fact.visit, [])
        }
        const zones = open.get(fact.visit)
        expect(zones, `${fact.kind} of a visit that goes on`).toBeDefined()
        if (fact.kind === 'zone.entered') zones!.push(fact.zone)
        if (fact.kind === 'path.completed') expect(fact.zones).toEqual(zones)
        if (fact.kind === 'visit.ended') open.delete(fact.visit)
      }
      expect(open.size).toBe(0)
    }),
    { numRuns: 40 },
  )
})

test('counts are those of the facts before: occupancies at each moment, intervals in sum', () => {
  fc.assert(
    fc.property(someDay, ({ facts }) => {
      const inside = new Map<string | undefined, number>()
      const add = (zone: string | undefined, change: number) => inside.set(zone, (inside.get(zone) ?? 0) + change)
      const sums = { in: 0, out: 0, passes: 0, visits: 0, stays: 0 }
      for (const fact of facts) {
        if (fact.kind === 'visit.started') add(undefined, 1)
        if (fact.kind === 'visit.ended') add(undefined, -1)
        if (fact.kind === 'zone.entered') add(fact.zone, 1)
        if (fact.kind === 'zone.left') add(fact.zone, -1)
        if (fact.kind === 'occupancy.changed') expect(fact.count).toBe(inside.get(fact.zone))
        if (fact.kind !== 'interval.counted') continue
        for (const name of ['in', 'out', 'passes', 'visits'] as const) sums[name] += fact[name]
        sums.stays += fact.durationsMs.length
      }
      const count = (kind: string, direction?: string) =>
        facts.filter(
          fact => fact.kind === kind && (!direction || (fact.kind === 'line.crossed' && fact.direction === direction)),
        ).length
      const visits = count('visit.started')
      expect(sums).toEqual({ in: visits, out: visits, passes: count('visit.passed'), visits, stays: visits })
    }),
    { numRuns: 40 },
  )
})

test('many shops together have as many events as were asked for, more at the busy times than in the morning', () => {
  for (const [minutes, perMinute] of [
    [2, 60],
    [30, 20],
    [90, 10],
  ] as const) {
    const facts = Array.from({ length: SHOPS }, (_, i) => of(i, minutes, perMinute)).flat()
    const rate = facts.length / SHOPS / minutes
    expect(rate / perMinute, `${perMinute} a minute for ${minutes}`).toBeGreaterThan(0.93)
    expect(rate / perMinute, `${perMinute} a minute for ${minutes}`).toBeLessThan(1.07)
    const between = (from: number, to: number) =>
      facts.filter(({ atMs }) => atMs >= FROM + from * minutes * MINUTE && atMs < FROM + to * minutes * MINUTE).length
    expect(between(0.65, 0.85)).toBeGreaterThan(2 * between(0, 0.2))
  }
})

test('all kinds that a shop tells most are there, in about the shares of the simulated shop of the example', () => {
  const facts = Array.from({ length: 100 }, (_, i) => of(i, 60, 20)).flat()
  const visits = facts.filter(({ kind }) => kind === 'visit.started').length
  // As counted in the example's configuration at 3 arrivals a minute for 20 minutes, without its device counts and queues: 77 visits.
  for (const [kind, each] of [
    ['occupancy.changed', 554 / 77],
    ['zone.entered', 200 / 77],
    ['zone.left', 200 / 77],
    ['zone.dwelled', 165 / 77],
    ['line.crossed', 180 / 77],
    ['visit.passed', 154 / 77],
    ['path.completed', 1],
    ['code.scanned', 59 / 77],
  ] as const) {
    const share = facts.filter(fact => fact.kind === kind).length / visits
    expect(share / each, kind).toBeGreaterThan(0.6)
    expect(share / each, kind).toBeLessThan(1.4)
  }
})
