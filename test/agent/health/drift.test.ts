import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Baseline, parseBaselines } from '../../../agent/health/baseline.ts'
import { Drift, judge, limitOf } from '../../../agent/health/drift.ts'
import { Random } from '../../../drivers/simulated/random.ts'

const DAY = 86_400_000
const nextDay = (atMs: number) => (Math.floor(atMs / DAY) + 1) * DAY
const walked = (right: number, walks: number): Baseline => ({
  ...{ line: 'door', at: '2026-01-15T09:00:00Z', configDigest: 'sha256:x', sensors: ['desk'] },
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
    const baseline = walked(19, 20)
    if (judge(seen(random, visitors, 0.95), seen(random, visitors, 0.95), baseline).isDrift) wrong++
    if (judge(seen(random, visitors, 0.95), seen(random, visitors, 0.4), baseline).isDrift) found++
  }
  expect(wrong).toBe(0)
  expect(found).toBeGreaterThan(450)
})

test('the limit is the same whichever way more are seen, grows with how many there are, and shrinks with a better walk test', () =>
  fc.assert(
    fc.property(fc.nat(5000), fc.nat(5000), fc.integer({ min: 1, max: 100 }), fc.nat(100), (a, b, walks, hits) => {
      const right = Math.min(hits, walks)
      const limit = limitOf(a, b, walked(right, walks))
      expect(limit).toBe(limitOf(b, a, walked(right, walks)))
      expect(limitOf(a + 100, b + 100, walked(right, walks))).toBeGreaterThanOrEqual(limit)
      expect(limitOf(a, b, walked(Math.min(walks, right + 1), walks))).toBeLessThanOrEqual(limit + 1e-9)
      expect(Number.isFinite(limit)).toBe(true)
    }),
    { numRuns: 60 },
  ))

test('a day whose beginning was not seen says nothing, a whole one does, and the next begins from none', () => {
  const drift = new Drift([walked(20, 20)], nextDay, 5 * DAY + 7)
  for (let i = 0; i < 200; i++) drift.cross('door', 'in')
  expect(drift.tick(5 * DAY + 9)).toEqual([])
  expect(drift.tick(6 * DAY)).toEqual([])
  for (let i = 0; i < 200; i++) drift.cross('door', 'in')
  for (let i = 0; i < 90; i++) drift.cross('door', 'out')
  expect(drift.tick(7 * DAY)).toMatchObject([
    { line: 'door', sensors: ['desk'], isDrift: true, entered: 200, left: 90 },
  ])
  expect(drift.tick(8 * DAY)).toMatchObject([{ isDrift: false, entered: 0 }])
})

test('what is no file of walks is none, whatever is in it', () =>
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), text => void expect(parseBaselines(text)).toBeUndefined()),
    { numRuns: 60 },
  ))
