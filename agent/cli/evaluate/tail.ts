/** The share of all that the limit is told from: so many that one person more or less among them hardly matters. */
const TAIL = 0.2

/**
 * The limit below which a share `target` of values is to be expected, also of people who were not among them. The nearest fifth
 * is taken for exponential: that is what peaks over a threshold come to where nothing bounds them (Pickands, Statistical
 * inference using extreme order statistics, Annals of Statistics 3, 1975, with shape 0). Distances are bounded, so there are fewer
 * far out than that says; and where there is a handful of values only, the smallest one does not decide alone.
 */
export function tailLimit(values: readonly number[], target: number): number {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b)
  const share = Math.max(TAIL, target)
  const count = Math.floor(share * values.length)
  const threshold = sorted[count]
  if (count < 2 || threshold === undefined) return Number.NEGATIVE_INFINITY
  const excess = sorted.slice(0, count).reduce((sum, value) => sum + threshold - value, 0) / count
  return threshold - excess * Math.log(share / target)
}
