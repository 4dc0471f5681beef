/** What was said with a probability, and whether it was so. */
export interface Said {
  readonly told: number
  readonly found: boolean
}

/** Means over everything said, the Brier score, and that of whoever always says how many are true: what a telling word must beat. */
export function summary(said: readonly Said[]) {
  const found = mean(said.map(({ found }) => Number(found)))
  return {
    told: mean(said.map(({ told }) => told)),
    found,
    brier: mean(said.map(({ told, found }) => (told - Number(found)) ** 2)),
    base: found * (1 - found),
  }
}

/** Told and found by fifths of what was told, as `told → found (how many)`. */
export function table(said: readonly Said[]): string {
  return [0, 0.2, 0.4, 0.6, 0.8]
    .map(from => said.filter(({ told }) => told >= from && (told < from + 0.2 || from === 0.8)))
    .filter(bin => bin.length > 0)
    .map(bin => {
      const { told, found } = summary(bin)
      return `${(100 * told).toFixed(0)} → ${(100 * found).toFixed(0)} % (${bin.length})`
    })
    .join(', ')
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
