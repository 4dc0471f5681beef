/** What was told with a probability, and whether it was so. */
export interface Told {
  readonly probability: number
  readonly isGood: boolean
}

/** One bar of a reliability diagram. */
export interface Bin {
  readonly from: number
  readonly to: number
  readonly count: number
  /** Means of what was told and of what was found; NaN of none. */
  readonly told: number
  readonly found: number
}

/** A reliability diagram in bins of equal width. */
export function diagram(all: Iterable<Told>, bins = 10): Bin[] {
  const sums = Array.from({ length: bins }, () => ({ count: 0, told: 0, good: 0 }))
  for (const { probability, isGood } of all) {
    const sum = sums[Math.min(Math.floor(probability * bins), bins - 1)]
    sum.count++
    sum.told += probability
    if (isGood) sum.good++
  }
  return sums.map(({ count, told, good }, i) => ({
    from: i / bins,
    to: (i + 1) / bins,
    count,
    told: told / count,
    found: good / count,
  }))
}

/**
 * Expected calibration error: by how much what was told and what was found differ, on average over all that was told (Naeini, Cooper and
 * Hauskrecht 2015, with bins of equal width). Of few it is too large by chance alone, about √(bins / 6 count). NaN of none.
 */
export function calibrationError(diagram: readonly Bin[]): number {
  const some = diagram.filter(({ count }) => count > 0)
  const count = some.reduce((sum, bin) => sum + bin.count, 0)
  return some.reduce((sum, bin) => sum + bin.count * Math.abs(bin.told - bin.found), 0) / count
}
