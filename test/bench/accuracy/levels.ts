import type { Ms } from '../../../config/units.ts'

/** A number that holds from each instant to the next one. */
export type Levels = readonly (readonly [atMs: Ms, level: number])[]

/** What a number was at an instant; `before` where nothing had been said yet. `levels` are in order of time. */
export function levelAt(levels: Levels, atMs: Ms, before = 0): number {
  let low = 0
  let high = levels.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (levels[middle]![0] <= atMs) low = middle + 1
    else high = middle
  }
  return low === 0 ? before : levels[low - 1]![1]
}

/** How many spans hold an instant, over time. */
export function count(spans: Iterable<{ readonly fromMs: Ms; readonly toMs: Ms }>): Levels {
  const steps: [Ms, number][] = []
  for (const { fromMs, toMs } of spans) steps.push([fromMs, 1], [toMs, -1])
  steps.sort((a, b) => a[0] - b[0])
  let level = 0
  return steps.map(([atMs, step]) => [atMs, (level += step)])
}

/** Mean absolute difference of two numbers over a span, looked at once a second. */
export function meanDifference(a: Levels, b: Levels, fromMs: Ms, toMs: Ms): number {
  let sum = 0
  let looks = 0
  for (let atMs = fromMs; atMs < toMs; atMs += 1000, looks++) sum += Math.abs(levelAt(a, atMs) - levelAt(b, atMs))
  return sum / looks
}
