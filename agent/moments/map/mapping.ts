import { JOINED_MS } from '../../journey/records.ts'
import type { TouchpointRef } from '../../journey/touchpoints.ts'
import { type Alike, alikes, asOne, CUTS } from './alike.ts'
import { bottlenecks } from './bottlenecks.ts'
import { counsel } from './counsel.ts'
import type { Counted, Who } from './counted.ts'
import { leastFor } from './effort.ts'
import { frameOf } from './frame.ts'
import { funnel } from './funnel.ts'
import { type Likened, likened } from './likened.ts'
import { splitOf } from './quadrant.ts'
import { hasBoth, placed, type Scored, score } from './score.ts'
import type { Figure, Row, Segment, TouchpointMap } from './shape.ts'
import { trend } from './trend.ts'
import { atLeast, figure, known, leavesFew, shareOf, tenth, veiled } from './veil.ts'
import { ways } from './ways.ts'

/** So many ways are told at most. */
const WAYS = 8

/** Days one after the other, with what happened on them. */
export interface Period {
  readonly visits: readonly Counted[]
  /** How many walked by and did not come in. */
  readonly passed: number
}

export interface Mapping {
  readonly touchpoints: readonly TouchpointRef[]
  /** Nothing is told of fewer visits. */
  readonly k: number
  readonly now: Period
  /** Those of the same length before it, in any order. */
  readonly before: readonly Period[]
}

/** A touchpoint, or some that are alike, and the visits as they look from it. */
interface Subject extends Pick<Row, 'by' | 'id' | 'touchpoint'> {
  readonly at: TouchpointRef
  readonly alike?: Alike
}

/**
 * The map of a shop over some days, as it may be told. It yields now and then, since a large shop takes some time and whoever draws it has
 * other things to do meanwhile; what it answers is all that counts. Pure.
 */
export function* mapping({
  touchpoints,
  k,
  now,
  before,
}: Mapping): Generator<void, Omit<TouchpointMap, 'day' | 'from' | 'days' | 'kept' | 'simulated'>> {
  const byId = new Map(touchpoints.map(one => [one.id, one]))
  const visits = likened(now.visits, byId)
  const single: Subject[] = touchpoints.map(at => ({ by: 'touchpoint', id: at.id, touchpoint: at, at }))
  const many: Subject[] = alikes(touchpoints).map(alike => ({
    ...{ by: alike.by, id: alike.name },
    ...{ at: alike.touchpoint, alike },
  }))
  const scores: Scored[] = []
  for (const { at } of single) {
    scores.push(score(at, visits, byId, k))
    yield
  }
  const isTold = (one: Scored) =>
    veiled({ ...one, place: { quadrant: 'leave', isSure: false } }, k).quadrant !== undefined
  const split = splitOf(scores.filter(hasBoth).filter(isTold))
  const places = scores.map(one => placed(one, split))
  const weeks: (readonly Likened[])[] = []
  for (const { visits: those } of before) {
    if (those.length >= Math.max(1, k)) weeks.push(likened(those, byId))
    yield
  }
  const rows: Row[] = []
  for (const [i, subject] of [...single, ...many].entries()) {
    const { at, alike } = subject
    const told = alike ? asOne(alike, visits, byId) : visits
    const found = places[i] ?? score(at, told, byId, k)
    yield
    const made = yield* rowOf(subject, found, told)
    rows.push(made)
  }
  const frame = frameOf(rows, split)
  const lacks = lacking(visits.length, rows.filter(({ quadrant }) => quadrant !== undefined).length, k)
  // Each cut down by itself: how many walked by may be known to whoever counts them.
  const steps = funnel(visits, byId, atLeast(now.passed, k) + atLeast(visits.length, k))
  yield
  // All come in: a way begins behind the door.
  const inside = new Set(touchpoints.filter(one => one.function !== 'enter').map(({ id }) => id))
  const taken = ways(visits, k, WAYS, inside)
  yield
  return {
    below: k,
    visits: atLeast(visits.length, k),
    weeks: weeks.length,
    ...(split && { split: { value: tenth(split.value), effortSeconds: tenth(split.effortSeconds) } }),
    ...known({ frame, lacks }),
    rows,
    counsel: [...counsel(places.filter(isTold), k)],
    funnel: steps.map(({ name, count, ofBefore }) => ({
      ...{ name, count: atLeast(count, k) },
      ...known({ ofBefore: ofBefore && shareOf(count, ofBefore.of, k) }),
    })),
    ways: taken.map(({ touchpoints: ids, visits: count }) => ({
      touchpoints: [...ids],
      visits: count,
    })),
    bottlenecks: bottlenecks(visits, byId, k),
  }

  /**
   * Whether new and returning members may be told apart: where of both, and of the others, enough took notice. Of fewer, or of none, it would be known
   * by taking the other parts away from the whole.
   */
  function apart({ id }: TouchpointRef, told: readonly Likened[]): boolean {
    const of = (which: Who['member']) => told.filter(({ segment }) => segment.member === which)
    const isEnough = (part: readonly Likened[]) =>
      part.filter(one => one.meetings.get(id)?.engaged).length >= Math.max(1, k)
    const undated = of('undated')
    return [of('new'), of('returning'), of(undefined)].every(isEnough) && (undated.length === 0 || isEnough(undated))
  }

  function* rowOf(subject: Subject, of: Scored, told: readonly Likened[]): Generator<void, Row> {
    const { at, alike, ...rest } = subject
    const figures = veiled(of, k)
    const segments: Segment[] = []
    const areMembersApart = apart(at, told)
    for (const { of: what, is, holds } of CUTS) {
      if (what === 'return' && !areMembersApart) continue
      const part = told.filter(({ segment }) => holds(segment))
      // Of whoever is left over it would be known by taking the part away from the whole.
      if (Math.min(part.length, told.length - part.length) < Math.max(1, k)) continue
      const scored = score(at, part, byId, k)
      if (leavesFew(of, scored, k)) continue
      const shown = veiled(alike ? scored : placed(scored, split), k)
      if (Object.keys(shown).length > 0) segments.push({ of: what, is, ...shown })
      yield
    }
    const earlier: { readonly value: Figure | undefined; readonly effort: Figure | undefined }[] = []
    for (const week of figures.value || figures.effortSeconds ? weeks : []) {
      const then = score(at, alike ? asOne(alike, week, byId) : week, byId, k)
      // What could not be told then is nothing to hold today against: a change would tell it.
      const shown = veiled(then, k)
      earlier.push({ value: shown.value && then.value, effort: shown.effortSeconds && then.effort })
      yield
    }
    return {
      ...rest,
      ...figures,
      ...known({
        valueTrend:
          figures.value &&
          changeOf(
            of.value!,
            earlier.map(({ value }) => value),
          ),
        effortTrend:
          figures.effortSeconds &&
          changeOf(
            of.effort!,
            earlier.map(({ effort }) => effort),
          ),
      }),
      segments,
    }
  }
}

/** Why so little can be told; undefined where it can. */
function lacking(visits: number, placed: number, k: number): string | undefined {
  if (visits < Math.max(1, k))
    return `Fewer than ${Math.max(1, k)} visits have been over for ${JOINED_MS / 60_000} minutes, before which none is counted: nothing can be told yet.`
  if (placed > 1) return undefined
  return `${placed === 0 ? 'No' : 'Only one'} touchpoint can be placed yet: each wants ${leastFor(k)} visits that took notice of it, ${k} of them that bought, and ${k} that did not take notice, with some of the same part of the day and the same company on both sides.`
}

function changeOf(now: Figure, before: readonly (Figure | undefined)[]) {
  const found = trend(
    now,
    before.filter(one => one !== undefined),
  )
  return found && { way: found.way, change: figure(found.change) }
}
