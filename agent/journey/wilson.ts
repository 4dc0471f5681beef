/** A share of `of` trials, and between what it lies at 95 %. */
export interface Share {
  readonly share: number
  readonly low: number
  readonly high: number
  readonly of: number
}

/** Two-sided 95 % quantile of the normal distribution. */
export const Z = 1.959963984540054

/** The score interval of Wilson (1927), which stays honest for shares near 0 and for few trials. NaN of no trials. */
export function wilson(hits: number, of: number): Share {
  const share = hits / of
  const scale = 1 + Z ** 2 / of
  const middle = (share + Z ** 2 / (2 * of)) / scale
  const half = (Z / scale) * Math.sqrt((share * (1 - share)) / of + Z ** 2 / (4 * of ** 2))
  return { share, low: hits === 0 ? 0 : middle - half, high: hits === of ? 1 : middle + half, of }
}
