import { normalBelow } from './logistic.ts'

/** Optimism beyond this many deviations is none. */
const MOST = 1.5
const WITHIN = 2 * normalBelow(MOST) - 1

/** Shares of visitors with whom the model is tried out. */
export interface Shares {
  readonly exploreShare: number
  readonly holdBackShare: number
  /** Optimism with which everybody is taken for the time being who is not held back. */
  readonly daring: number
}

/**
 * What chance has for one visit, drawn once when it begins: to be held back (−∞), to be taken as the model sees it (`daring`, as a rule 0), or optimism
 * beyond that, in deviations of the score. Thompson sampling that is drawn anew at each look would approach everybody sooner or later; and of pessimism
 * nothing is learned, for who is not approached says nothing (May, Korda, Lee and Leslie 2012, Optimistic Bayesian sampling). `unit` is
 * uniform, 0 ≤ u < 1.
 */
export function draw({ exploreShare, holdBackShare, daring }: Shares, unit: () => number): number {
  const u = unit()
  if (u < holdBackShare) return Number.NEGATIVE_INFINITY
  if (u >= holdBackShare + exploreShare) return daring
  for (;;) {
    const z = Math.sqrt(-2 * Math.log(1 - unit())) * Math.abs(Math.cos(2 * Math.PI * unit()))
    if (z <= MOST) return Math.max(z, daring)
  }
}

/** How likely {@link draw} gives at least so much. */
export function atLeast(z: number, { exploreShare, holdBackShare, daring }: Shares): number {
  if (z <= daring) return 1 - holdBackShare
  if (z >= MOST) return 0
  return exploreShare * (1 - (2 * normalBelow(z) - 1) / WITHIN)
}

/**
 * How likely it was that a visit is approached at this look, which asks for optimism `needed`, given that it was not at those before, of
 * which the least asked for `before` (∞ at the first look). Exact, for the draw of a visit depends on nothing that happens in it.
 */
export function propensity(needed: number, before: number, shares: Shares): number {
  if (needed >= before) return 0
  const already = before === Number.POSITIVE_INFINITY ? 0 : atLeast(before, shares)
  return (atLeast(needed, shares) - already) / (1 - already)
}
