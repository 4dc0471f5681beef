import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Encounters } from '../../../agent/floor/encounters.ts'
import { danced, detected } from '../../bench/confidence.ts'
import { summary } from '../../bench/reliability.ts'
import { describeWith, recordings } from '../../needs.ts'

const looks = fc.array(
  fc.record({ afterMs: fc.integer({ min: 1, max: 20_000 }), trust: fc.double({ min: 0, max: 1, noNaN: true }) }),
)

test('is a probability that no further look raises', () => {
  fc.assert(
    fc.property(looks, some => {
      const encounters = new Encounters()
      let atMs = 0
      let last = 1
      for (const { afterMs, trust } of some) {
        encounters.see(trust, (atMs += afterMs))
        expect(encounters.trust).toBeGreaterThanOrEqual(0)
        expect(encounters.trust).toBeLessThanOrEqual(last)
        last = encounters.trust
      }
    }),
  )
})

test('one encounter counts once, however often it is looked at; a second one counts again', () => {
  const after = (...times: number[]) => {
    const encounters = new Encounters()
    for (const atMs of times) encounters.see(0.6, atMs)
    return encounters.trust
  }
  expect(after(0, 100, 200, 300, 4000)).toBe(after(0))
  expect(after(0, 60_000)).toBeLessThan(after(0))
})

test('an hour of looks that nobody else could have had is as good as one', () => {
  const encounters = new Encounters()
  for (let atMs = 0; atMs < 3_600_000; atMs += 100) encounters.see(0.98, atMs)
  expect(encounters.trust).toBe(new Encounters().trust)
})

test('joining two says no more of them than either, and is as doubtful as the join', () => {
  const [a, b] = [new Encounters(), new Encounters()]
  a.see(0.5, 0)
  b.see(0.7, 60_000)
  const least = Math.min(a.trust, b.trust)
  a.join(b, 1)
  expect(a.trust).toBeLessThanOrEqual(least)
  const before = a.trust
  a.join(new Encounters(), 0.5)
  expect(a.trust).toBeCloseTo(before / 2)
})

describeWith(['recordings'], 'on recordings', () => {
  test.each([
    ['detected', detected],
    ['danced', danced],
  ])('%s: as many are one person as was told, within a tenth, and which is known better than by chance', (_, of) => {
    const { told, found, brier, base } = summary(of(recordings('tracking')))
    expect(Math.abs(told - found)).toBeLessThan(0.1)
    expect(brier).toBeLessThan(base)
  })
})
