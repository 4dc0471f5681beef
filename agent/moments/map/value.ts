import type { TouchpointRef } from '../../journey/touchpoints.ts'
import { Z } from '../../journey/wilson.ts'
import { bought, type Counted } from './counted.ts'

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
  visits: readonly Counted[],
  touchpoints: ReadonlyMap<string, TouchpointRef>,
): Figure | undefined {
  const strata = new Map<string, Stratum>()
  let noticed = 0
  for (const visit of visits) {
    const has = visit.meetings.get(id)?.engaged === true
    if (has) noticed++
    const key = likeness(id, visit, touchpoints)
    const stratum = strata.get(key) ?? { with: { of: 0, bought: 0 }, without: { of: 0, bought: 0 } }
    strata.set(key, stratum)
    const side = has ? stratum.with : stratum.without
    side.of++
    if (bought(visit, touchpoints)) side.bought++
  }
  const difference = riskDifference([...strata.values()])
  if (!difference) return undefined
  const share = noticed / visits.length
  const ofShare = (share * (1 - share)) / visits.length
  const value = 100 * share * difference.mean
  const half = 100 * Z * Math.sqrt(share ** 2 * difference.variance + difference.mean ** 2 * ofShare)
  return { value, low: value - half, high: value + half }
}

interface Side {
  of: number
  bought: number
}

interface Stratum {
  readonly with: Side
  readonly without: Side
}

function likeness(id: string, { segment, meetings }: Counted, touchpoints: ReadonlyMap<string, TouchpointRef>): string {
  let others = 0
  for (const [other, { engaged }] of meetings) {
    const stage = touchpoints.get(other)?.stage
    if (engaged && other !== id && (stage === 'aware' || stage === 'consider')) others++
  }
  return `${segment.dayPart} ${segment.company} ${Math.min(others, MANY)}`
}

/** Undefined where no stratum has both sides. */
function riskDifference(strata: readonly Stratum[]): { readonly mean: number; readonly variance: number } | undefined {
  let weights = 0
  let sum = 0
  let variance = 0
  for (const { with: a, without: b } of strata) {
    if (a.of === 0 || b.of === 0) continue
    const weight = (a.of * b.of) / (a.of + b.of)
    weights += weight
    sum += weight * (a.bought / a.of - b.bought / b.of)
    variance += weight ** 2 * (spread(a) + spread(b))
  }
  return weights > 0 ? { mean: sum / weights, variance: variance / weights ** 2 } : undefined
}

/** Variance of a share, which is not nought because all or none of a few did it (Agresti and Caffo 2000: one of each kind is added). */
function spread({ of, bought }: Side): number {
  const share = (bought + 1) / (of + 2)
  return (share * (1 - share)) / (of + 2)
}
