import type { TouchpointRef } from '../../journey/touchpoints.ts'
import { type Share, wilson } from '../../journey/wilson.ts'
import type { Counted } from './counted.ts'
import { effortSeconds, median } from './effort.ts'
import { type Likened, likened } from './likened.ts'
import { type Quadrant, quadrantOf, type Split, splitOf } from './quadrant.ts'
import type { Figure } from './shape.ts'
import { purchasesFor } from './value.ts'
import { atLeast } from './veil.ts'

/** One touchpoint on the map. What cannot be told of so few visits is absent. */
export interface Scored {
  readonly touchpoint: TouchpointRef
  /** Of all visits, those that met it. */
  readonly reach: Share
  /** Of those, the ones that took notice of it; absent where nobody met it. */
  readonly engagement?: Share
  /** Of those, the ones that bought. */
  readonly conversion?: Share
  /** Seconds that those who took notice spent at it, where it has a place to stand. */
  readonly stay?: Figure
  /** Purchases that it brings in a hundred visits. */
  readonly value?: Figure
  /** Seconds that it costs who takes notice of it. */
  readonly effort?: Figure
  /** Touches of each of them in the mean, of counts that are multiples of `k`. */
  readonly steps?: number
  readonly place?: { readonly quadrant: Quadrant; readonly isSure: boolean }
}

/** The touchpoints of a shop, scored over some visits. Pure; in the order in which the configuration names them. */
export function scored(
  visits: readonly Counted[],
  touchpoints: readonly TouchpointRef[],
  split?: Split,
): readonly Scored[] {
  const byId = new Map(touchpoints.map(one => [one.id, one]))
  const ready = likened(visits, byId)
  const scores = touchpoints.map(touchpoint => score(touchpoint, ready, byId))
  const between = split ?? splitOf(scores.filter(hasBoth))
  return scores.map(one => placed(one, between))
}

/** With the quadrant that it lies in, where that can be told. */
export function placed(one: Scored, split: Split | undefined): Scored {
  return split && hasBoth(one) ? { ...one, place: quadrantOf(one.value, one.effort, split) } : one
}

/** Whether it can be told where it lies. */
export function hasBoth(one: Scored): one is Scored & { readonly value: Figure; readonly effort: Figure } {
  return one.value !== undefined && one.effort !== undefined
}

/** One touchpoint over some visits; times of which an interval would tell those of fewer than `k` are absent, and counts behind a figure are multiples of `k`. */
export function score(
  touchpoint: TouchpointRef,
  visits: readonly Likened[],
  byId: ReadonlyMap<string, TouchpointRef>,
  k = 1,
): Scored {
  const [stays, efforts]: [number[], number[]] = [[], []]
  let [met, sold, steps] = [0, 0, 0]
  for (const { meetings, bought } of visits) {
    const meeting = meetings.get(touchpoint.id)
    if (!meeting) continue
    met++
    if (!meeting.engaged) continue
    if (bought) sold++
    steps += meeting.steps
    efforts.push(effortSeconds(meeting, touchpoint))
    if (meeting.stayMs > 0) stays.push(meeting.stayMs / 1000)
  }
  const took = efforts.length
  const known = {
    stay: median(stays, k),
    value: purchasesFor(touchpoint.id, visits, byId, k),
    effort: median(efforts, k),
    steps: took >= Math.max(1, k) ? 1 + atLeast(steps - took, k) / atLeast(took, k) : undefined,
    engagement: met > 0 ? wilson(took, met) : undefined,
    conversion: took > 0 ? wilson(sold, took) : undefined,
  }
  const there = Object.fromEntries(Object.entries(known).filter(([, figure]) => figure !== undefined))
  return { touchpoint, reach: wilson(met, visits.length), ...there } as Scored
}
