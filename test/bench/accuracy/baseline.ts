import { readFileSync } from 'node:fs'
import { type FigureName, figures } from './figures.ts'
import type { Kind } from './shop.ts'
import { pool, type Tally } from './tally.ts'

/** What a figure was when it was last written down, and by how much chance alone makes it greater. */
export interface Held {
  readonly value: number
  readonly tolerance: number
}

/** Figures that are no number where nothing happened are left out. */
export type Baseline = Readonly<Partial<Record<FigureName, Held>>>

/**
 * Of the difference of two figures that only chance tells apart, one in forty-four is above this many standard deviations. A
 * change that makes people walk or be seen otherwise draws all of them anew.
 */
const SURE = 2

export function held(): Readonly<Record<Kind, Baseline>> {
  return JSON.parse(readFileSync(new URL('baseline.json', import.meta.url), 'utf8'))
}

/**
 * The figures of some runs taken together, each with what they vary by from run to run: the standard deviation of the difference
 * of two such sets of runs, and no less than the smallest step that a figure can make.
 */
export function hold(runs: readonly Tally[]): Baseline {
  const each = runs.map(figures)
  const all = Object.entries(figures(pool(runs))) as [FigureName, { value: number; step: number }][]
  return Object.fromEntries(
    all.flatMap(([name, { value, step }]) => {
      if (!Number.isFinite(value)) return []
      const spread = deviation(each.map(figure => figure[name].value).filter(Number.isFinite))
      const tolerance = Math.max(step, SURE * spread * Math.sqrt(2 / runs.length))
      return [[name, { value: round(value), tolerance: round(tolerance) }]]
    }),
  ) as Baseline
}

/** The figures that are worse than they were by more than chance, as sentences. */
export function worse(now: Baseline, before: Baseline): string[] {
  return (Object.entries(before) as [FigureName, Held][]).flatMap(([name, { value, tolerance }]) => {
    const is = now[name]?.value ?? Number.NaN
    return is <= value + tolerance
      ? []
      : [`${name}: ${is}, which was ${value} and may be up to ${round(value + tolerance)}`]
  })
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1))
}

function round(value: number): number {
  return Number(value.toPrecision(4))
}
