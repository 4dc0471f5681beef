import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Baseline, parseBaselines } from '../../../agent/health/baseline.ts'
import { Drift, judge, limitOf } from '../../../agent/health/drift.ts'
import { watchedBy } from '../../../agent/health/watched.ts'
import { Random } from '../../../drivers/simulated/random.ts'

const DAY = 86_400_000
const nextDay = (atMs: number) => (Math.floor(atMs / DAY) + 1) * DAY
const walked = (right: number, walks: number, line = 'door'): Baseline => ({
  ...{ line, at: '2026-01-15T09:00:00Z', configDigest: 'sha256:x', sensors: [`above-${line}`] },
  ...{ walks, right, missed: walks - right, doubled: 0, turned: 0, ghosts: 0 },
})
/** How many of so many are seen. */
const seen = (random: Random, of: number, chance: number) =>
  Array.from({ length: of }).filter(() => random.unit() < chance).length

test('of lines that are seen as in the walk test nearly none is told of; of those that see one direction worse nearly all', () => {
  const random = new Random(7, 'drift')
  let [wrong, found] = [0, 0]
  for (let i = 0; i < 500; i++) {
    const visitors = 100 + Math.floor(900 * random.unit())
    const day = (p: number) =>
      judge([{ ...walked(19, 20), entered: seen(random, visitors, 0.95), left: seen(random, visitors, p) }]).isDrift
    if (day(0.95)) wrong++
    if (day(0.4)) found++
  }
  expect(wrong).toBe(0)
  expect(found).toBeGreaterThan(450)
})

test('a shop that people enter by one door and leave by another is no drift, however unlike both are seen; that one of them goes blind is', () => {
  const random = new Random(7, 'doors')
  let [wrong, found] = [0, 0]
  for (let i = 0; i < 300; i++) {
    const visitors = 200 + Math.floor(800 * random.unit())
    const day = (p: number) =>
      judge([
        { ...walked(20, 20, 'street'), entered: seen(random, visitors, 0.99), left: seen(random, 20, 0.99) },
        { ...walked(18, 20, 'garage'), entered: seen(random, 20, p), left: seen(random, visitors, p) },
      ]).isDrift
    if (day(0.85)) wrong++
    if (day(0.2)) found++
  }
  expect(wrong).toBe(0)
  expect(found).toBeGreaterThan(270)
})

test('an entrance that is seen badly, but as in the walk test, is no drift', () => {
  const random = new Random(7, 'badly')
  let wrong = 0
  for (let i = 0; i < 300; i++) {
    const day = { entered: seen(random, 2000, 0.1), left: seen(random, 2000, 0.1) }
    if (judge([{ ...walked(2, 20), ...day }]).isDrift) wrong++
  }
  expect(wrong).toBe(0)
  // 4 deviations of 2 · 200 · (1 − 0.028), and one.
  expect(limitOf([{ ...walked(2, 20), entered: 200, left: 180 }])).toBeCloseTo(79.9, 0)
})

test('the limit is the same whichever way more are seen, grows with how many there are, and shrinks with a better walk test', () =>
  fc.assert(
    fc.property(fc.nat(5000), fc.nat(5000), fc.integer({ min: 1, max: 100 }), fc.nat(100), (a, b, walks, hits) => {
      const right = Math.min(hits, walks)
      const of = (entered: number, left: number, hit = right) => limitOf([{ ...walked(hit, walks), entered, left }])
      const limit = of(a, b)
      expect(limit).toBe(of(b, a))
      expect(of(a + 100, b + 100)).toBeGreaterThanOrEqual(limit)
      expect(of(a, b, Math.min(walks, right + 1))).toBeLessThanOrEqual(limit + 1e-9)
      expect(Number.isFinite(limit)).toBe(true)
    }),
    { numRuns: 60 },
  ))

test('a day whose beginning was not seen says nothing, a whole one does of all entrances together, and the next begins from none', () => {
  const drift = new Drift([walked(20, 20), walked(20, 20, 'back')], nextDay, 5 * DAY + 7)
  const cross = (line: string, ins: number, outs: number) => {
    for (let i = 0; i < ins; i++) drift.cross(line, 'in')
    for (let i = 0; i < outs; i++) drift.cross(line, 'out')
  }
  cross('door', 200, 0)
  expect(drift.tick(5 * DAY + 9)).toBeUndefined()
  expect(drift.tick(6 * DAY)).toBeUndefined()
  cross('door', 200, 0)
  cross('back', 0, 199)
  // What is no entrance counts for nothing.
  cross('middle', 300, 0)
  expect(drift.tick(7 * DAY)).toMatchObject({ isDrift: false, entered: 200, left: 199 })
  cross('door', 200, 60)
  cross('back', 40, 40)
  expect(drift.tick(8 * DAY)).toMatchObject({
    ...{ lines: ['door', 'back'], sensors: ['above-door', 'above-back'], isDrift: true, entered: 240, left: 100 },
  })
  expect(drift.tick(9 * DAY)).toMatchObject({ isDrift: false, entered: 0 })
})

test.each([
  ['nobody ever walked', [], 'sha256:x', 0, undefined],
  ['somebody walked over a line inside alone', ['middle'], 'sha256:x', 0, undefined],
  ['one of two entrances was not walked over', ['door'], 'sha256:x', 0, /nobody has walked over back/],
  ['both were', ['door', 'back', 'middle'], 'sha256:x', 2, undefined],
  ['the configuration was changed since', ['door', 'back'], 'sha256:y', 0, /changed since.*door, back/],
])(
  'where %s, days are held against walks over all entrances or none, and it is said why',
  (_, lines, digest, count, why) => {
    const floor = { entrances: [{ id: 'door' }, { id: 'back' }] } as never
    const kept = lines.map(line => walked(20, 20, line))
    const watched = watchedBy({ floor }, kept, digest)
    expect(watched.baselines).toHaveLength(count)
    if (why) expect(watched.why).toMatch(why)
    else expect(watched.why).toBeUndefined()
  },
)

test('what is no file of walks is none, whatever is in it', () =>
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), text => void expect(parseBaselines(text)).toBeUndefined()),
    { numRuns: 60 },
  ))
