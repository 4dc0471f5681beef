import type { TouchpointRef } from '../../journey/touchpoints.ts'
import { type Share, wilson } from '../../journey/wilson.ts'
import { bought, type Counted } from './counted.ts'
import { effortSeconds, median } from './effort.ts'
import { type Quadrant, quadrantOf, type Split, splitOf } from './quadrant.ts'
import { type Figure, purchasesFor } from './value.ts'

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
  const scores = touchpoints.map(touchpoint => score(touchpoint, visits, byId))
  const between = split ?? splitOf(scores.filter(hasBoth))
  if (!between) return scores
  return scores.map(one => (hasBoth(one) ? { ...one, place: quadrantOf(one.value, one.effort, between) } : one))
}

function hasBoth(one: Scored): one is Scored & { readonly value: Figure; readonly effort: Figure } {
  return one.value !== undefined && one.effort !== undefined
}

function score(
  touchpoint: TouchpointRef,
  visits: readonly Counted[],
  byId: ReadonlyMap<string, TouchpointRef>,
): Scored {
  const met = visits.filter(({ meetings }) => meetings.has(touchpoint.id))
  const took = met.filter(({ meetings }) => meetings.get(touchpoint.id)!.engaged)
  const meetings = took.map(visit => visit.meetings.get(touchpoint.id)!)
  const stays = meetings.filter(({ stayMs }) => stayMs > 0).map(({ stayMs }) => stayMs / 1000)
  const known = {
    stay: median(stays),
    value: purchasesFor(touchpoint.id, visits, byId),
    effort: median(meetings.map(meeting => effortSeconds(meeting, touchpoint))),
    steps: meetings.length > 0 ? meetings.reduce((sum, { steps }) => sum + steps, 0) / meetings.length : undefined,
    engagement: met.length > 0 ? wilson(took.length, met.length) : undefined,
    conversion: took.length > 0 ? wilson(took.filter(visit => bought(visit, byId)).length, took.length) : undefined,
  }
  const there = Object.fromEntries(Object.entries(known).filter(([, figure]) => figure !== undefined))
  return { touchpoint, reach: wilson(met.length, visits.length), ...there } as Scored
}
