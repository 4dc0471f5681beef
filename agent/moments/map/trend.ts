import { Z } from '../../journey/wilson.ts'
import type { Figure } from './shape.ts'

/** How a figure stands to what it was in the weeks before. */
export interface Trend {
  readonly way: 'rising' | 'falling' | 'steady'
  /** By so much. */
  readonly change: Figure
}

/**
 * One figure against those of the weeks before it, each with its interval; undefined without any. The weeks are weighted by how well each is
 * known, and may differ among themselves by more than that explains (random effects, DerSimonian and Laird 1986): one week among
 * weeks that go up and down is no trend. Rising or falling where the interval of the change leaves out nought.
 */
export function trend(now: Figure, before: readonly Figure[]): Trend | undefined {
  if (before.length === 0) return undefined
  const fixed = before.map(figure => 1 / variance(figure))
  const total = sum(fixed)
  const mean = sum(before.map(({ value }, i) => fixed[i]! * value)) / total
  const spread = sum(before.map(({ value }, i) => fixed[i]! * (value - mean) ** 2))
  const scale = total - sum(fixed.map(weight => weight ** 2)) / total
  const between = scale > 0 ? Math.max(0, (spread - (before.length - 1)) / scale) : 0
  const weights = before.map(figure => 1 / (variance(figure) + between))
  const usual = sum(before.map(({ value }, i) => weights[i]! * value)) / sum(weights)
  const value = now.value - usual
  const half = Z * Math.sqrt(variance(now) + between + 1 / sum(weights))
  const change = { value, low: value - half, high: value + half }
  return { way: change.low > 0 ? 'rising' : change.high < 0 ? 'falling' : 'steady', change }
}

/** Of what lies between `low` and `high` at 95 %; never nought, which would outweigh everything. */
function variance({ low, high }: Figure): number {
  return Math.max(1e-12, ((high - low) / (2 * Z)) ** 2)
}

const sum = (figures: readonly number[]): number => figures.reduce((total, one) => total + one, 0)
