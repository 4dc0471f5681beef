import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FEATURES, type Feature, features, SUBJECT_OF, SUBJECTS } from '../../../agent/moments/features.ts'
import { EXPECTED } from '../../../agent/moments/prior.ts'
import type { Situation } from '../../../agent/moments/situation.ts'
import { SOMEBODY, STRANGER } from './situation.ts'

const of = (situation: Situation) => features(situation, new Float64Array(FEATURES.length).fill(Number.NaN))
const named = (situation: Situation) => {
  const x = of(situation)
  return (feature: Feature) => x[FEATURES.indexOf(feature)]!
}

describe('features', () => {
  test('are as many as have names, a subject and an expectation', () => {
    expect(of(SOMEBODY).some(Number.isNaN)).toBe(false)
    expect(new Set(FEATURES).size).toBe(FEATURES.length)
    expect([...SUBJECT_OF].every(at => SUBJECTS[at] !== undefined)).toBe(true)
    expect(Object.keys(EXPECTED).sort()).toEqual([...FEATURES].sort())
  })

  test.each([
    ['entry-unknown', 'sinceEntrySeconds', 'since-entry'],
    ['returns-unknown', 'staysBefore', 'returns'],
    ['touches-unknown', 'touches', 'touches'],
    ['stops-unknown', 'stops', 'stops'],
    ['pace-unknown', 'metresPerSecond', 'pace'],
    ['hands-unseen', 'reaches', 'reaches'],
    ['scans-unknown', 'scans', 'scans'],
    ['company-unknown', 'groupSize', 'company'],
    ['member-unknown', 'isMember', 'member'],
    ['back-unknown', 'isReturn', 'back'],
  ] as const)('%s says that nothing is known of it, and is 0 where it is', (feature, field, beside) => {
    const known = { ...SOMEBODY, [field]: typeof SOMEBODY[field] === 'boolean' ? true : 3 }
    expect(named(known)(feature)).toBe(0)
    expect(named(known)(beside)).not.toBe(0)
    const unknown = named({ ...known, [field]: undefined })
    expect(unknown(feature)).toBe(1)
    expect(unknown(beside)).toBe(0)
  })

  test('nothing known and none are told apart', () => {
    const none = { ...SOMEBODY, reaches: 0, staysBefore: 0, touches: 0, stops: 0, scans: 0 }
    expect([...of(none)]).not.toEqual([...of({ ...none, reaches: undefined })])
    expect(named(STRANGER)('first-touch')).toBe(0)
    expect(named(none)('first-touch')).toBe(1)
  })

  test('are finite and of about the same size, whatever is seen', () => {
    const some = (max: number) => fc.option(fc.double({ min: 0, max, noNaN: true }), { nil: undefined })
    const count = fc.option(fc.nat(50), { nil: undefined })
    fc.assert(
      fc.property(
        fc.record({
          dwellSeconds: fc.double({ min: 0, max: 86_400, noNaN: true }),
          sinceEntrySeconds: some(86_400),
          staysBefore: count,
          secondsBefore: some(10_000),
          touches: count,
          considered: count,
          secondsElsewhere: some(10_000),
          stops: count,
          metresPerSecond: some(3),
          reaches: count,
          scans: count,
          groupSize: fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined }),
          hour: fc.double({ min: 0, max: 24, noNaN: true }),
        }),
        seen => {
          for (const value of of({ ...SOMEBODY, ...seen })) expect(Math.abs(value)).toBeLessThan(40)
        },
      ),
    )
  })
})
