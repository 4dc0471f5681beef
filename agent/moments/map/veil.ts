import { type Share, wilson } from '../../journey/wilson.ts'
import type { Scored } from './score.ts'
import type { Figure, Portion } from './shape.ts'

/** So many at least: a multiple of `k`, so that one more or fewer is not seen, and nothing of fewer than `k`. */
export function atLeast(count: number, k: number): number {
  const step = Math.max(1, k)
  return count - (count % step)
}

/**
 * A share as it may be told; nothing where fewer than `k` visits are what it says. That hardly anybody did not says as much of few: where
 * fewer than `k` did not, it is told as if `k` had not, with an interval that reaches to all.
 */
export function portion(share: Share | undefined, k: number): Portion | undefined {
  if (!share) return undefined
  const { of } = share
  const isOfMost = missesOf(share) < k
  const told = isOfMost ? wilson(of - k, of) : share
  if (hitsOf(told) < Math.max(1, k)) return undefined
  return {
    share: hundredth(told.share),
    low: hundredth(told.low),
    high: isOfMost ? 1 : hundredth(told.high),
    of: atLeast(of, k),
  }
}

export function figure({ value, low, high }: Figure): Figure {
  return { value: tenth(value), low: tenth(low), high: tenth(high) }
}

/** What of a score may be told. Of one that fewer than `k` visits met, nothing; what compares two kinds of visits wants `k` of either. */
export function veiled(of: Scored, k: number) {
  const { reach, engagement, ...scored } = of
  const met = portion(reach, k)
  if (!met) return {}
  const noticed = tookNotice(of)
  const isEnough = noticed >= k
  const isCompared = isEnough && reach.of - noticed >= k
  const { value, effort, stay, steps, place, conversion } = scored
  return known({
    reach: met,
    engagement: portion(engagement, k),
    conversion: portion(conversion, k),
    staySeconds: isEnough && stay ? figure(stay) : undefined,
    value: isCompared && value ? figure(value) : undefined,
    effortSeconds: isEnough && effort ? figure(effort) : undefined,
    touches: isEnough && steps !== undefined ? tenth(steps) : undefined,
    quadrant: isCompared ? place?.quadrant : undefined,
    isSure: isCompared ? place?.isSure : undefined,
  })
}

/**
 * Whether beyond a part that is told fewer than `k` took notice, of whom would be known by taking the part away from the whole.
 */
export function leavesFew(whole: Scored, part: Scored, k: number): boolean {
  const told = tookNotice(part)
  const left = tookNotice(whole) - told
  return told >= k && left > 0 && left < k
}

const tookNotice = ({ engagement }: Scored): number => (engagement ? hitsOf(engagement) : 0)

/** Without what is not known. */
export function known<T extends object>(all: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as never
}

/** Of waits, counts of whom are told by {@link atLeast}. */
export const shareOf = (hits: number, of: number, k: number): Portion | undefined =>
  of >= k && of > 0 ? portion(wilson(hits, of), k) : undefined

const hitsOf = ({ share, of }: Share): number => (of > 0 ? Math.round(share * of) : 0)
/** How many did not. */
export const missesOf = (share: Share): number => share.of - hitsOf(share)
export const tenth = (value: number): number => Math.round(value * 10) / 10 + 0
const hundredth = (value: number): number => Math.round(value * 100) / 100
