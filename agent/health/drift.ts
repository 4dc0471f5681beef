import type { Ms } from '../../config/units.ts'
import type { Baseline } from './baseline.ts'
import { wilson } from './wilson.ts'

/** So many standard deviations: of lines that are as they were, one in 15,000 is told of in a day. */
const Z = 4
/** Of fewer crossings in a day nothing can be said. */
const LEAST = 50

/** What a day says of a line. */
export interface Judged {
  readonly line: string
  readonly sensors: readonly string[]
  readonly isDrift: boolean
  readonly entered: number
  readonly left: number
  /** By how many both may differ. */
  readonly limit: number
}

/**
 * By how many those who crossed a line inwards and those who crossed it outwards may differ in a day that began and ended with an empty shop.
 *
 * As many come as go, say n, and of each direction a binomial number of them is seen, with probability p: the difference has mean 0 and
 * variance 2np(1 − p). p is taken from the walk test, at the lower end of its interval (Wilson, 95 %) but no less than one half, where the
 * variance is largest; n is the larger count over p. The limit is 4 of those deviations and one crossing. Who sees one direction worse than
 * in the walk test exceeds it; who sees both worse alike does not: of that a difference tells nothing.
 */
export function limitOf(entered: number, left: number, { right, walks }: Pick<Baseline, 'right' | 'walks'>): number {
  const p = walks === 0 ? 0.5 : Math.max(0.5, wilson(right, walks).low)
  const n = Math.max(entered, left) / p
  return Z * Math.sqrt(2 * n * p * (1 - p)) + 1
}

export function judge(entered: number, left: number, baseline: Baseline): Judged {
  const limit = limitOf(entered, left, baseline)
  const isDrift = entered + left >= LEAST && Math.abs(entered - left) > limit
  return { line: baseline.line, sensors: baseline.sensors, isDrift, entered, left, limit }
}

/** Counts the crossings of each line that was walked over, day by day. A day of which the beginning was not seen says nothing. */
export class Drift {
  readonly #baselines: readonly Baseline[]
  readonly #nextDay: (atMs: Ms) => Ms
  readonly #counts = new Map<string, { in: number; out: number }>()
  #untilMs: Ms
  #isWhole = false

  /** `nextDay` answers when the day of an instant is over. */
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
  tick(nowMs: Ms): readonly Judged[] {
    if (nowMs < this.#untilMs) return []
    const judged = this.#isWhole ? this.#baselines.map(baseline => this.#judge(baseline)) : []
    this.#isWhole = true
    this.#counts.clear()
    this.#untilMs = this.#nextDay(nowMs)
    return judged
  }

  #judge(baseline: Baseline): Judged {
    const { in: entered, out: left } = this.#counts.get(baseline.line) ?? { in: 0, out: 0 }
    return judge(entered, left, baseline)
  }
}
