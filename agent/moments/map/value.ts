import type { TouchpointRef } from '../../journey/touchpoints.ts'
import { Z } from '../../journey/wilson.ts'
import { isBeforeTill, KINDS, type Likened } from './likened.ts'

/** A figure and between what it lies at 95 %. */
export interface Figure {
  readonly value: number
  readonly low: number
  readonly high: number
}

/** Of the others that a visitor took notice of, more than this are many. */
const MANY = 3

/**
 * Purchases that a touchpoint brings, in a hundred visits: the share of visits that take notice of it, times by how much more often these
 * buy than those which do not. Whoever is keen looks at more and buys more, whatever the touchpoint does; so like is held against like:
 * visits of the same part of the day, the same company, and with equally many other touchpoints noticed before the till (risk difference of
 * Mantel and Haenszel, with the variance of its strata). It is still no experiment: what else tells the two apart stays in it.
 * Undefined where there are no two kinds of visits to compare.
 */
export function purchasesFor(
  id: string,
  visits: readonly Likened[],
  touchpoints: ReadonlyMap<string, TouchpointRef>,
): Figure | undefined {
  // A stratum each: how many took notice and how many of these bought, how many did not and how many of those bought.
  const strata = new Float64Array(4 * KINDS * (MANY + 1))
  const isOne = isBeforeTill(touchpoints.get(id))
  let took = 0
  for (const { meetings, kind, noticed, bought } of visits) {
    const has = meetings.get(id)?.engaged === true
    if (has) took++
    const others = Math.min(MANY, has && isOne ? noticed - 1 : noticed)
    const at = 4 * (kind * (MANY + 1) + others) + (has ? 0 : 2)
    strata[at]!++
    if (bought) strata[at + 1]!++
  }
  const difference = riskDifference(strata)
  if (!difference) return undefined
  const share = took / visits.length
  const ofShare = (share * (1 - share)) / visits.length
  const value = 100 * share * difference.mean
  const half = 100 * Z * Math.sqrt(share ** 2 * difference.variance + difference.mean ** 2 * ofShare)
  return { value, low: value - half, high: value + half }
}

/** Undefined where no stratum has both sides. */
function riskDifference(strata: Float64Array): { readonly mean: number; readonly variance: number } | undefined {
  let weights = 0
  let sum = 0
  let variance = 0
  for (let at = 0; at < strata.length; at += 4) {
    const [of, bought, others, othersBought] = strata.subarray(at, at + 4) as unknown as [
      number,
      number,
      number,
      number,
    ]
    if (of === 0 || others === 0) continue
    const weight = (of * others) / (of + others)
    weights += weight
    sum += weight * (bought / of - othersBought / others)
    variance += weight ** 2 * (spread(of, bought) + spread(others, othersBought))
  }
  return weights > 0 ? { mean: sum / weights, variance: variance / weights ** 2 } : undefined
}

/** Variance of a share, which is not nought because all or none of a few did it (Agresti and Caffo 2000: one of each kind is added). */
function spread(of: number, bought: number): number {
  const share = (bought + 1) / (of + 2)
  return (share * (1 - share)) / (of + 2)
}
