import { type Share, wilson } from '../../journey/wilson.ts'
import type { Scored } from './score.ts'
import type { Figure, Portion } from './shape.ts'

/**
 * Counts of a map are told in steps of as many at least. A shop is parted in four at most, and the parts and the whole of them are told, each
 * cut down to its step: with steps of fewer than five, four parts that happen to lie just below their next step would give away how many they are.
 */
const SMALLEST = 5

/** Of fewer than so many nothing is told on the map of a shop that tells of no fewer than `k`, and counts are multiples of it. */
export const stepOf = (k: number): number => Math.max(SMALLEST, k)

/** So many at least: a multiple of `k`, so that one more or fewer is not seen, and nothing of fewer than `k`. */
export function atLeast(count: number, k: number): number {
  return count - (count % Math.max(1, k))
}

/**
 * A share as it may be told; nothing where fewer than `k` visits are what it says. It is worked out from counts as {@link atLeast} tells
 * them, for from a share of the counts themselves these could be worked out: 64 % of 10 to 14 are 9 of 14. Its interval holds what the counts
 * may be. That hardly anybody did not says as much of few: where fewer than `k` did not, it is told as if `k` had not, and the interval reaches to all.
 */
export function portion(share: Share | undefined, k: number): Portion | undefined {
  if (!share) return undefined
  const step = Math.max(1, k)
  const of = atLeast(share.of, step)
  const hits = Math.min(atLeast(hitsOf(share), step), of - step)
  if (hits < step) return undefined
  const isOfMost = of - hits <= step
  return {
    share: hundredth(hits / of),
    low: hundredth(wilson(hits, of + step - 1).low),
    high: isOfMost ? 1 : hundredth(wilson(hits + step - 1, of).high),
    of,
  }
}

export function figure({ value, low, high }: Figure): Figure {
  return { value: tenth(value), low: tenth(low), high: tenth(high) }
}

/** What of a score may be told. Of one that fewer than `k` visits met, nothing; what compares two kinds of visits wants `k` of either, and `k` who bought. */
export function veiled(of: Scored, k: number) {
  const { reach, engagement, ...scored } = of
  const met = portion(reach, k)
  if (!met) return {}
  const noticed = tookNotice(of)
  const isEnough = noticed >= k
  const { value, effort, stay, steps, place, conversion } = scored
  const isCompared = isEnough && reach.of - noticed >= k && conversion !== undefined && hitsOf(conversion) >= k
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
export const tenth = (value: number): number => Math.round(value * 10) / 10 + 0
const hundredth = (value: number): number => Math.round(value * 100) / 100
