import { median } from './effort.ts'
import type { Figure } from './shape.ts'

/**
 * `carry`: of much value and little effort; more people should meet it. `ease`: of much value and much effort; make it easier. `leave`: of little
 * value and little effort; it costs nobody anything. `cut`: of little value and much effort.
 */
export type Quadrant = 'carry' | 'ease' | 'leave' | 'cut'

/** Between much and little. */
export interface Split {
  /** Purchases in a hundred visits. */
  readonly value: number
  readonly effortSeconds: number
}

/** Where a shop names none: the medians of its own touchpoints, so that each is held against the others. Undefined of none. */
export function splitOf(scored: readonly { readonly value: Figure; readonly effort: Figure }[]): Split | undefined {
  const value = median(scored.map(one => one.value.value))
  const effort = median(scored.map(one => one.effort.value))
  return value && effort && { value: value.value, effortSeconds: effort.value }
}

/** `isSure` where neither interval reaches over the split. */
export function quadrantOf(value: Figure, effort: Figure, split: Split): { quadrant: Quadrant; isSure: boolean } {
  const isSure = isBeside(value, split.value) && isBeside(effort, split.effortSeconds)
  const isDear = effort.value > split.effortSeconds
  if (value.value >= split.value) return { quadrant: isDear ? 'ease' : 'carry', isSure }
  return { quadrant: isDear ? 'cut' : 'leave', isSure }
}

function isBeside({ low, high }: Figure, border: number): boolean {
  return low > border || high < border
}
