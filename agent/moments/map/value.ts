import type { TouchpointRef } from '../../journey/touchpoints.ts'
import { Z } from '../../journey/wilson.ts'
import { isBeforeTill, KINDS, type Likened } from './likened.ts'
import type { Figure } from './shape.ts'
import { atLeast } from './veil.ts'

type Four = [number, number, number, number]

/** Of the others that a visitor took notice of, more than this are many. */
const MANY = 3

/**
 * Purchases that a touchpoint brings, in a hundred visits: the share of visits that take notice of it, times by how much more often these
 * buy than those which do not. Whoever is keen looks at more and buys more, whatever the touchpoint does; so like is held against like:
 * visits of the same part of the day, the same company, and with equally many other touchpoints noticed before the till (risk difference of
 * Mantel and Haenszel, with the variance of its strata). It is still no experiment: what else tells the two apart stays in it.
 * Undefined where there are no two kinds of visits to compare.
 * @param k counts behind the figure are multiples of it, so that they cannot be worked out of the figure; its interval allows for that
 */
export function purchasesFor(
  id: string,
  visits: readonly Likened[],
  touchpoints: ReadonlyMap<string, TouchpointRef>,
  k = 1,
): Figure | undefined {
  // A stratum each: of those who took notice how many bought and how many did not, and the same of those who took none.
  const strata = new Uint32Array(4 * KINDS * (MANY + 1))
  const isOne = isBeforeTill(touchpoints.get(id))
  let took = 0
  for (const { meetings, kind, noticed, bought } of visits) {
    const has = meetings.get(id)?.engaged === true
    if (has) took++
    const others = Math.min(MANY, has && isOne ? noticed - 1 : noticed)
    strata[4 * (kind * (MANY + 1) + others) + (has ? 0 : 2) + (bought ? 0 : 1)]!++
  }
  const difference = riskDifference(strata, k)
  if (!difference) return undefined
  const all = standsFor(visits.length, k)
  const share = standsFor(took, k) / all
  const ofShare = (share * (1 - share)) / all + ofStep(k) / all ** 2
  const value = 100 * share * difference.mean
  const half = 100 * Z * Math.sqrt(share ** 2 * difference.variance + difference.mean ** 2 * ofShare)
  return { value, low: value - half, high: value + half }
}

/** A count as it is reckoned with: in the middle of those that are told alike. */
const standsFor = (count: number, k: number): number => atLeast(count, k) + (Math.max(1, k) - 1) / 2

/** By how much, squared and in the mean, a count is another one than what it is reckoned as. */
const ofStep = (k: number): number => (Math.max(1, k) ** 2 - 1) / 12

/** Undefined where no stratum has both sides. */
function riskDifference(
  strata: Uint32Array,
  k: number,
): { readonly mean: number; readonly variance: number } | undefined {
  const all = [0, 1, 2, 3].map(cell =>
    strata.reduce((sum, count, i) => (i % 4 === cell ? sum + count : sum), 0),
  ) as Four
  let weights = 0
  let sum = 0
  let variance = 0
  for (let at = 0; at < strata.length; at += 4) {
    const counts = [...strata.subarray(at, at + 4)] as Four
    const told = counts.map(count => atLeast(count, k)) as Four
    if (told[0] + told[1] === 0 || told[2] + told[3] === 0) continue
    const [bought, not] = reckoned(counts[0], counts[1], all[0], all[1], k)
    const [othersBought, othersNot] = reckoned(counts[2], counts[3], all[2], all[3], k)
    const [of, others] = [bought + not, othersBought + othersNot]
    const weight = (of * others) / (of + others)
    weights += weight
    sum += weight * (bought / of - othersBought / others)
    variance += weight ** 2 * (spread(bought, not, k) + spread(othersBought, othersNot, k))
  }
  return weights > 0 ? { mean: sum / weights, variance: variance / weights ** 2 } : undefined
}

/**
 * How many of a stratum bought and how many did not. Where the one are fewer than `k`, as many as with the share of all strata, which does not
 * draw strata of few to any side.
 */
function reckoned(bought: number, not: number, allBought: number, allNot: number, k: number): [number, number] {
  const odds = standsFor(allBought, k) / standsFor(allNot, k)
  const [yes, no] = [standsFor(bought, k), standsFor(not, k)]
  if (atLeast(bought, k) === 0) return [Math.min(Math.max(1, k) - 1, no * odds), no]
  return [yes, atLeast(not, k) === 0 ? Math.min(Math.max(1, k) - 1, yes / odds) : no]
}

/**
 * Variance of a share, which is not nought because all or none of a few did it (Agresti and Caffo 2000: one of each kind is added), and that
 * of the steps in which the counts are known.
 */
function spread(bought: number, not: number, k: number): number {
  const of = bought + not
  const share = (bought + 1) / (of + 2)
  return (share * (1 - share)) / (of + 2) + (ofStep(k) * (bought ** 2 + not ** 2)) / of ** 4
}
