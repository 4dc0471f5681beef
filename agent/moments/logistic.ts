/** The logistic function. */
export function sigmoid(score: number): number {
  return 1 / (1 + Math.exp(-score))
}

export function logit(probability: number): number {
  return Math.log(probability / (1 - probability))
}

/** The mean of σ over a normal score, nearly (MacKay 1992, The evidence framework applied to classification networks). */
export function expected(mean: number, variance: number): number {
  return sigmoid(mean / Math.sqrt(1 + (Math.PI * variance) / 8))
}

/** The distribution function of the standard normal, to 7.5e-8 (Abramowitz and Stegun 1964, 26.2.17). */
export function normalBelow(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z))
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  const above = (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * series
  return z > 0 ? 1 - above : above
}
