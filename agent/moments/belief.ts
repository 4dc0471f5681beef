import { sigmoid } from './logistic.ts'
import type { Sparse } from './sparse.ts'

/** A normal distribution over weights: where it stands, and how sure it is of each. */
export interface Prior {
  readonly mean: Float64Array
  readonly variance: Float64Array
}

/** Words are wrong now and then: who presses a button presses the other one. A belief that knows that is not thrown by one word. */
const WRONG = 0.03
/** The score is looked at in so many places to each side, this many deviations apart; that is exact to six digits. */
const SIDE = 22
const APART = 0.25

/**
 * What is believed of the weights of a logistic regression: one normal distribution with all covariances, moved by one outcome at a time.
 * Assumed-density filtering (Opper 1998, A Bayesian approach to online learning): the score of a situation is normal under the belief; what an
 * outcome makes of that one number is integrated numerically, and the weights follow as far as they go along with it. One outcome costs
 * d² steps and makes nothing new.
 *
 * Forgetting is directional (after Kulhavý 1987, Restricted exponential forgetting): before an outcome the belief is loosened only in the
 * direction that the outcome speaks of, never beyond the prior. What nobody speaks of is not forgotten.
 */
export class Belief {
  readonly size: number
  readonly mean: Float64Array
  /** Row by row; symmetric. */
  readonly covariance: Float64Array
  readonly #prior: Prior
  readonly #along: Float64Array

  constructor(prior: Prior) {
    this.size = prior.mean.length
    this.#prior = prior
    this.mean = new Float64Array(this.size)
    this.covariance = new Float64Array(this.size * this.size)
    this.#along = new Float64Array(this.size)
    this.reset()
  }

  /** Nothing was ever learned. */
  reset(): void {
    this.mean.set(this.#prior.mean)
    this.covariance.fill(0)
    for (let i = 0; i < this.size; i++) this.covariance[i * (this.size + 1)] = this.#prior.variance[i]
  }

  /** The score, in log-odds, that is most likely. */
  score(x: Sparse): number {
    let sum = 0
    for (let i = 0; i < x.count; i++) sum += this.mean[x.index[i]] * x.value[i]
    return sum
  }

  /** The variance of the score. */
  variance(x: Sparse): number {
    const { index, value, count } = x
    let sum = 0
    for (let i = 0; i < count; i++) {
      const row = index[i] * this.size
      let half = 0.5 * this.covariance[row + index[i]] * value[i]
      for (let j = 0; j < i; j++) half += this.covariance[row + index[j]] * value[j]
      sum += half * value[i]
    }
    return 2 * sum
  }

  /** It came out well or not. `keep` is the share of what is known in this direction that is kept, 0 … 1. */
  learn(x: Sparse, wasGood: boolean, keep: number): void {
    const known = this.variance(x)
    if (!(known > 1e-12)) return
    const along = this.#project(x)
    const loose = Math.min(known / keep, Math.max(known, this.#priorVariance(x)))
    const { mean, variance } = tilted(this.score(x), loose, wasGood)
    // Loosened and tightened again in one step, for both are of rank one and the same direction.
    const shrink = (known - variance) / (known * known)
    const move = (mean - this.score(x)) / known
    const { size, covariance } = this
    for (let i = 0; i < size; i++) {
      this.mean[i] += move * along[i]
      const part = shrink * along[i]
      for (let j = 0; j <= i; j++) covariance[j * size + i] = covariance[i * size + j] -= part * along[j]
    }
  }

  /** The world is another: of what is known only a share is kept, in all directions; the rest is as unsure as it was at first. */
  loosen(keep: number): void {
    for (let i = 0; i < this.covariance.length; i++) this.covariance[i] *= keep
    for (let i = 0; i < this.size; i++) this.covariance[i * (this.size + 1)] += (1 - keep) * this.#prior.variance[i]
  }

  #project(x: Sparse): Float64Array {
    const along = this.#along.fill(0)
    for (let k = 0; k < x.count; k++) {
      const row = x.index[k] * this.size
      for (let i = 0; i < this.size; i++) along[i] += this.covariance[row + i] * x.value[k]
    }
    return along
  }

  #priorVariance({ index, value, count }: Sparse): number {
    let sum = 0
    for (let i = 0; i < count; i++) sum += this.#prior.variance[index[i]] * value[i] ** 2
    return sum
  }
}

const moments = { mean: 0, variance: 0 }

/** Mean and variance of a normal score, once it is known how it came out. */
function tilted(mean: number, variance: number, wasGood: boolean): typeof moments {
  const deviation = Math.sqrt(variance)
  let [sum, first, second] = [0, 0, 0]
  for (let k = -SIDE; k <= SIDE; k++) {
    const z = k * APART
    const good = WRONG + (1 - 2 * WRONG) * sigmoid(mean + deviation * z)
    const weight = Math.exp((-z * z) / 2) * (wasGood ? good : 1 - good)
    sum += weight
    first += weight * z
    second += weight * z * z
  }
  first /= sum
  moments.mean = mean + deviation * first
  moments.variance = variance * Math.max(second / sum - first * first, 1e-9)
  return moments
}
