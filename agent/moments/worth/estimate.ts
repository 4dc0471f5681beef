import { Z } from '../../journey/wilson.ts'

/** A mean over visits, and between what it lies at 95 %. */
export interface Estimate {
  readonly mean: number
  readonly low: number
  readonly high: number
  readonly of: number
}

/** By the central limit theorem: not for a handful. NaN where nothing can be said. */
export function estimate(values: readonly number[]): Estimate {
  const of = values.length
  const mean = values.reduce((sum, value) => sum + value, 0) / of
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (of - 1)
  const half = Z * Math.sqrt(variance / of)
  return { mean, low: mean - half, high: mean + half, of }
}
