import type { Ms } from '../../config/units.ts'
import { wilson } from '../journey/wilson.ts'
import type { Baseline } from './baseline.ts'

/** With this begins why a camera is degraded that is not seen as it was. */
export const DRIFT = 'drift: '

/** So many standard deviations: of shops that are seen as they were, one in 15,000 is told of in a day. */
const Z = 4
/** Of fewer crossings in a day nothing can be said. */
const LEAST = 50

/** What a day says of the entrances of a shop. */
export interface Judged {
  readonly lines: readonly string[]
  readonly sensors: readonly string[]
  readonly isDrift: boolean
  readonly entered: number
  readonly left: number
  /** By how many both may differ. */
  readonly limit: number
}

/** An entrance, how it was seen in the walk test, and how many were seen to cross it in a day. */
export interface Counted extends Pick<Baseline, 'right' | 'walks'> {
  readonly entered: number
  readonly left: number
}

/**
 * By how many those who were seen to come into a shop and those who were seen to leave it may differ, over all its entrances, in a day that
 * began and ended with an empty shop.
 *
 * As many come as go, but not over each entrance. Of n that cross one in one direction a binomial number m is seen, with probability p,
 * which has the variance np(1 − p), about m(1 − p). p is taken from the walk test, at the lower end of its interval (Wilson, 95 %), and
 * both directions at the larger count. Where an entrance lets f more in than out and another one as many more out, the difference has not
 * the mean 0 either, but up to f times what the p of both may differ by. The limit is that, 4 deviations and one crossing. Who sees one
 * direction worse than in the walk test exceeds it; who sees both worse alike does not: of that a difference tells nothing.
 */
export function limitOf(entrances: readonly Counted[]): number {
  let [variance, more, fewer, least, most] = [0, 0, 0, 1, 0]
  for (const { entered, left, right, walks } of entrances) {
    const { low, high } = walks === 0 ? { low: 0, high: 1 } : wilson(right, walks)
    variance += 2 * Math.max(entered, left) * (1 - low)
    const net = entered === left ? 0 : (entered - left) / low
    if (net > 0) more += net
    else fewer -= net
    least = Math.min(least, low)
    most = Math.max(most, high)
  }
  // Over the one entrance of a shop as many come as go, however well it is seen.
  const bias = entrances.length < 2 ? 0 : (most - least) * Math.max(more, fewer)
  return bias + Z * Math.sqrt(variance) + 1
}

export function judge(entrances: readonly (Counted & Pick<Baseline, 'line' | 'sensors'>)[]): Judged {
  const sum = (of: (one: Counted) => number) => entrances.reduce((all, one) => all + of(one), 0)
  const [entered, left, limit] = [sum(one => one.entered), sum(one => one.left), limitOf(entrances)]
  return {
    lines: entrances.map(({ line }) => line),
    sensors: [...new Set(entrances.flatMap(({ sensors }) => sensors))],
    isDrift: entered + left >= LEAST && Math.abs(entered - left) > limit,
    ...{ entered, left, limit },
  }
}

/** Counts the crossings of the entrances of a shop, day by day. A day of which the beginning was not seen says nothing. */
export class Drift {
  readonly #baselines: readonly Baseline[]
  readonly #nextDay: (atMs: Ms) => Ms
  readonly #counts = new Map<string, { in: number; out: number }>()
  #untilMs: Ms
  #isWhole = false

  /** `baselines` are of all entrances, or none. `nextDay` answers when the day of an instant is over. */
  constructor(baselines: readonly Baseline[], nextDay: (atMs: Ms) => Ms, nowMs: Ms) {
    this.#baselines = baselines
    this.#nextDay = nextDay
    this.#untilMs = nextDay(nowMs)
  }

  cross(line: string, direction: 'in' | 'out'): void {
    const counts = this.#counts.get(line) ?? { in: 0, out: 0 }
    counts[direction]++
    this.#counts.set(line, counts)
  }

  /** Time passes. Answers what the day said that is over, where one is. */
  tick(nowMs: Ms): Judged | undefined {
    if (nowMs < this.#untilMs) return undefined
    const isSaid = this.#isWhole && this.#baselines.length > 0
    const judged = isSaid ? judge(this.#baselines.map(baseline => this.#counted(baseline))) : undefined
    this.#isWhole = true
    this.#counts.clear()
    this.#untilMs = this.#nextDay(nowMs)
    return judged
  }

  #counted(baseline: Baseline) {
    const { in: entered, out: left } = this.#counts.get(baseline.line) ?? { in: 0, out: 0 }
    return { ...baseline, entered, left }
  }
}
