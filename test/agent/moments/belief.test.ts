import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Belief } from '../../../agent/moments/belief.ts'
import { sigmoid } from '../../../agent/moments/logistic.ts'
import { Sparse } from '../../../agent/moments/sparse.ts'
import { Random } from '../../../drivers/simulated/random.ts'

function sparse(values: readonly number[]): Sparse {
  const x = new Sparse(values.length)
  values.forEach((value, i) => void x.put(i, value))
  return x
}

function belief(means: readonly number[], variances: readonly number[]): Belief {
  return new Belief({ mean: Float64Array.from(means), variance: Float64Array.from(variances) })
}

/** The posterior of one weight by brute force: words are wrong three times in a hundred. */
function brute(mean: number, variance: number, wasGood: boolean) {
  let [sum, first, second] = [0, 0, 0]
  for (let w = mean - 16; w <= mean + 16; w += 0.001) {
    const good = 0.03 + 0.94 * sigmoid(w)
    const density = Math.exp(-((w - mean) ** 2) / (2 * variance)) * (wasGood ? good : 1 - good)
    sum += density
    first += density * w
    second += density * w * w
  }
  return { mean: first / sum, variance: second / sum - (first / sum) ** 2 }
}

describe('a belief', () => {
  test.each([
    [0, 1, true],
    [0, 1, false],
    [2, 0.25, false],
    [-1.5, 4, true],
  ])('of one weight around %d ± √%d moves with an outcome as brute force says', (mean, variance, wasGood) => {
    const one = belief([mean], [variance])
    one.learn(sparse([1]), wasGood, 1)
    const exact = brute(mean, variance, wasGood)
    expect(one.mean[0]).toBeCloseTo(exact.mean, 5)
    expect(one.covariance[0]).toBeCloseTo(exact.variance, 5)
  })

  test('of several moves only along what was seen, and its covariances stay symmetric and positive', () => {
    const vector = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 5, maxLength: 5 })
    fc.assert(
      fc.property(
        fc.array(fc.tuple(vector, fc.boolean(), fc.double({ min: 0.9, max: 1, noNaN: true })), { maxLength: 60 }),
        outcomes => {
          const some = belief([0, 0.5, -1, 0, 0.2], [1, 0.5, 2, 0.1, 1])
          for (const [x, wasGood, keep] of outcomes) some.learn(sparse(x), wasGood, keep)
          for (let i = 0; i < 5; i++)
            for (let j = 0; j < 5; j++) expect(some.covariance[5 * i + j]).toBe(some.covariance[5 * j + i])
          for (const [x] of outcomes) {
            expect(some.variance(sparse(x))).toBeGreaterThanOrEqual(-1e-9)
            expect(Number.isFinite(some.score(sparse(x)))).toBe(true)
          }
        },
      ),
    )
  })

  test('the variance of a score is the quadratic form', () => {
    const some = belief([0, 0, 0], [1, 2, 3])
    some.learn(sparse([1, 1, 0]), true, 1)
    some.learn(sparse([0, 1, -2]), false, 1)
    const x = [0.5, -1, 2]
    let slow = 0
    for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) slow += x[i]! * some.covariance[3 * i + j]! * x[j]!
    expect(some.variance(sparse(x))).toBeCloseTo(slow, 12)
  })

  test('finds the weights by which outcomes come about, and knows how sure it is', () => {
    const random = new Random(1, 'belief')
    const truth = [0.5, -1, 1.5]
    let [inside, of] = [0, 0]
    for (let round = 0; round < 40; round++) {
      const some = belief([0, 0, 0], [1, 1, 4])
      for (let i = 0; i < 600; i++) {
        const x = [1, random.normal(), random.normal()]
        const good = random.chance(sigmoid(truth.reduce((sum, w, k) => sum + w * x[k]!, 0)))
        some.learn(sparse(x), random.chance(0.03) ? !good : good, 1)
      }
      truth.forEach((w, k) => {
        const deviation = Math.sqrt(some.covariance[4 * k]!)
        of++
        if (Math.abs(some.mean[k]! - w) < 1.96 * deviation) inside++
        expect(deviation).toBeLessThan(0.3)
      })
    }
    expect(inside / of).toBeGreaterThan(0.88)
  })

  test('that forgets is never less sure than it was at first, and keeps what nobody speaks of', () => {
    const some = belief([0, 0], [1, 1])
    for (let i = 0; i < 50; i++) some.learn(sparse([0, 1]), i % 2 === 0, 1)
    const kept = some.covariance[3]
    for (let i = 0; i < 5000; i++) some.learn(sparse([1, 0]), i % 2 === 0, 0.5)
    expect(some.covariance[0]).toBeLessThanOrEqual(1)
    expect(some.covariance[3]).toBe(kept)
  })

  test('that forgets follows where the world has turned round, and sooner than one that does not', () => {
    const score = (keep: number) => {
      const some = belief([0], [1])
      const random = new Random(2, 'turn')
      for (let i = 0; i < 500; i++) some.learn(sparse([1]), random.chance(0.8), keep)
      for (let i = 0; i < 150; i++) some.learn(sparse([1]), random.chance(0.2), keep)
      return some.score(sparse([1]))
    }
    expect(score(0.98)).toBeLessThan(-0.6)
    expect(score(1)).toBeGreaterThan(0.2)
  })
})
