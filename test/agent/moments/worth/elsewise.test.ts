import { describe, expect, test } from 'vitest'
import type { Decision, Outcome } from '../../../../agent/moments/advice.ts'
import { propensity } from '../../../../agent/moments/chance.ts'
import { afterDwell, type Course, coursesOf, elsewise, never } from '../../../../agent/moments/worth/elsewise.ts'
import { Random } from '../../../../drivers/simulated/random.ts'

const SHARES = { exploreShare: 0.3, holdBackShare: 0.25, daring: 0 }

/**
 * Visits that begin with a mind: half of them are glad of a contact, the more so the longer they stand, half are not. The log approaches at
 * 10, 20 or 30 s, now and then. Answers the log, and what the rule "after 20 s" was truly worth with these visitors.
 */
function log(seed: number, visits: number, told: (isGlad: boolean) => number) {
  const random = new Random(seed, 'log')
  const courses: Course[] = []
  let truth = 0
  for (let i = 0; i < visits; i++) {
    const isGlad = random.chance(0.5)
    const good = (dwell: number) => (isGlad ? 0.5 + dwell / 100 : 0.2)
    truth += 2 * good(20) - 1
    // One in three looks as they are; of the others nothing can be seen.
    const looksGlad = random.chance(1 / 3) ? isGlad : undefined
    const needs = [10, 20, 30].map(dwell => (looksGlad === undefined ? 0.8 : looksGlad ? 0.4 : 1.2) - dwell / 50)
    const draw = random.unit()
    const optimism = draw < 0.25 ? Number.NEGATIVE_INFINITY : draw < 0.55 ? optimistic(random) : 0
    const looks: Decision[] = []
    let before = Number.POSITIVE_INFINITY
    let outcome: Outcome | undefined
    needs.some((need, k) => {
      const dwellSeconds = 10 * (k + 1)
      const isApproached = optimism >= need
      const at = {
        visit: `v${i}`,
        touchpoint: 'wall',
        atMs: 0,
        dwellSeconds,
        sinceSeconds: 0,
        isQueueing: false,
        isShown: true,
      }
      looks.push({ ...at, probability: told(isGlad), isApproached, propensity: propensity(need, before, SHARES) })
      before = Math.min(before, need)
      if (isApproached) outcome = random.chance(good(dwellSeconds)) ? 'helped' : 'declined'
      return isApproached
    })
    courses.push({ looks, outcome: random.chance(0.3) ? undefined : outcome })
  }
  return { courses, truth: truth / visits }
}

function optimistic(random: Random): number {
  for (;;) {
    const z = Math.abs(random.normal())
    if (z <= 1.5) return z
  }
}

const rounds = Array.from({ length: 60 }, (_, seed) => log(seed, 1500, isGlad => (isGlad ? 0.7 : 0.25)))
const covered = (of: 'byWeights' | 'doublyRobust', all: typeof rounds) =>
  all.filter(({ courses, truth }) => {
    const { low, high } = elsewise(courses, afterDwell(20))[of]!
    return truth > low && truth < high
  }).length / all.length
const mean = (of: (one: (typeof rounds)[number]) => number) =>
  rounds.reduce((sum, one) => sum + of(one), 0) / rounds.length

describe('what another rule would have been worth', () => {
  test.each(['byWeights', 'doublyRobust'] as const)('is right on average and within its interval: %s', of => {
    const bias = mean(({ courses, truth }) => elsewise(courses, afterDwell(20))[of]!.mean - truth)
    expect(Math.abs(bias)).toBeLessThan(0.02)
    expect(covered(of, rounds)).toBeGreaterThan(0.85)
  })

  test('the doubly robust one is narrower with a model that knows something, and right with one that is wrong', () => {
    const width = (of: 'byWeights' | 'doublyRobust') =>
      mean(({ courses }) => {
        const { low, high } = elsewise(courses, afterDwell(20))[of]!
        return high - low
      })
    expect(width('doublyRobust')).toBeLessThan(width('byWeights'))
    const wrong = Array.from({ length: 60 }, (_, seed) => log(seed, 1500, () => 0.9))
    expect(covered('doublyRobust', wrong)).toBeGreaterThan(0.85)
  })

  test('never is worth nothing, and known for sure', () => {
    const { doublyRobust, byWeights, supported } = elsewise(rounds[0]!.courses, never)
    expect([doublyRobust.mean, doublyRobust.high, byWeights?.mean, supported]).toEqual([0, 0, 0, 1])
  })

  test('of a rule that does what the log never could, it says so, and by weights nothing', () => {
    const sure = rounds[0]!.courses.map(({ looks }) => ({
      looks: looks.map(look => ({ ...look, isApproached: false, propensity: 0 })),
    }))
    expect(elsewise(sure, afterDwell(20))).toMatchObject({ supported: 0, byWeights: undefined })
  })

  test('looks are put together by visit, up to the first approach', () => {
    const at = {
      touchpoint: 'wall',
      atMs: 0,
      dwellSeconds: 5,
      sinceSeconds: 0,
      isQueueing: false,
      isShown: true,
      probability: 0.5,
      propensity: 0.5,
    }
    const looks = ['a', 'b', 'a', 'a', 'b'].map((visit, i) => ({ ...at, visit, isApproached: i === 2 }))
    const courses = coursesOf(looks, () => 'helped')
    expect(courses.map(({ looks, outcome }) => [looks.length, outcome])).toEqual([
      [2, 'helped'],
      [2, undefined],
    ])
  })
})
