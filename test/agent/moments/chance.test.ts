import { describe, expect, test } from 'vitest'
import { atLeast, draw, propensity } from '../../../agent/moments/chance.ts'
import { Random } from '../../../drivers/simulated/random.ts'

const SHARES = { exploreShare: 0.3, holdBackShare: 0.1, daring: 0 }
const DARING = { ...SHARES, daring: 0.7 }

describe('what chance has for a visit', () => {
  test.each([SHARES, DARING])('is drawn as often as is said (%o)', shares => {
    const random = new Random(1, 'chance')
    const drawn = Array.from({ length: 40_000 }, () => draw(shares, () => random.unit()))
    for (const z of [-1, 0, 0.1, 0.5, 0.7, 0.71, 1, 1.4, 3])
      expect(drawn.filter(one => one >= z).length / drawn.length).toBeCloseTo(atLeast(z, shares), 2)
    expect(drawn.filter(one => one === Number.NEGATIVE_INFINITY).length / drawn.length).toBeCloseTo(0.1, 2)
  })

  test('is nothing where exploring is switched off', () => {
    const random = new Random(1, 'chance')
    const off = { exploreShare: 0, holdBackShare: 0, daring: 0 }
    for (let i = 0; i < 1000; i++) expect(draw(off, () => random.unit())).toBe(0)
    expect(propensity(-0.2, Number.POSITIVE_INFINITY, off)).toBe(1)
    expect(propensity(0.2, Number.POSITIVE_INFINITY, off)).toBe(0)
  })

  test.each([SHARES, DARING])(
    'the propensity of each look is how often a visit that came so far is approached at it (%o)',
    shares => {
      const needs = [1.2, 0.6, 0.9, 0.3, -0.1, -0.4]
      const random = new Random(2, 'chance')
      const came = needs.map(() => 0)
      const approached = needs.map(() => 0)
      for (let i = 0; i < 60_000; i++) {
        const z = draw(shares, () => random.unit())
        for (let k = 0; k < needs.length; k++) {
          came[k]!++
          if (z < needs[k]!) continue
          approached[k]!++
          break
        }
      }
      let before = Number.POSITIVE_INFINITY
      needs.forEach((need, k) => {
        expect(approached[k]! / came[k]!).toBeCloseTo(propensity(need, before, shares), 1.7)
        before = Math.min(before, need)
      })
      // Once everybody has come so far who is not held back, nobody is left to approach.
      expect(propensity(-0.4, -0.1, shares)).toBe(0)
    },
  )
})
