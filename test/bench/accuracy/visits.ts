import type { Fact } from '../../../agent/events/tell.ts'
import type { Trail } from '../../../agent/floor/fact.ts'
import { POINT } from '../../../agent/floor/trail.ts'
import type { Metres, Ms } from '../../../config/units.ts'
import type { TrueVisit } from '../../../drivers/simulated/truth.ts'
import type { Paths } from './paths.ts'

/** A visit as the agent told of it. */
export interface ToldVisit {
  readonly id: string
  readonly fromMs: Ms
  readonly toMs: Ms
  readonly entrance?: string
  readonly reason: string
  readonly groupSize?: number
  readonly trail: Trail
}

/** A told visit and whom it followed for more than half of it; undefined where that was nobody. */
export interface Followed {
  readonly told: ToldVisit
  readonly person: number | undefined
  /** The stay of that person which it tells of; undefined for somebody who was not visiting. */
  readonly visit: TrueVisit | undefined
}

/** Every so often a told visit is held against where people were. */
const LOOK_MS = 500
/** A told path within this of somebody's real one follows them. */
const BESIDE: Metres = 1
/** A told visit that ends this shortly before a real one begins may still be it: entering takes a moment to be seen. */
const SLACK_MS = 3000

/** The visits that were told to their end. */
export function toldVisits(facts: readonly Fact[]): ToldVisit[] {
  const trails = new Map<string, Trail>()
  const visits: ToldVisit[] = []
  for (const fact of facts)
    if (fact.kind === 'path.completed') trails.set(fact.visit, fact.trail)
    else if (fact.kind === 'visit.ended')
      visits.push({
        id: fact.visit,
        fromMs: fact.startedMs,
        toMs: fact.atMs,
        reason: fact.reason,
        trail: trails.get(fact.visit) ?? new Float64Array(0),
        ...(fact.entrance === undefined ? {} : { entrance: fact.entrance }),
        ...(fact.groupSize === undefined ? {} : { groupSize: fact.groupSize }),
      })
  return visits
}

/**
 * Whom each told visit followed, by time and place, and which of that person's stays it tells of. Who walk together could both
 * be meant by either's path: the nearest go first, and only what is left over may tell of somebody a second time.
 */
export function follow(told: readonly ToldVisit[], truth: readonly TrueVisit[], paths: Paths): Followed[] {
  const pairs = told.flatMap(visit =>
    companions(visit, paths).map(({ person, nearness }) => ({
      nearness,
      followed: { told: visit, person, visit: stayOf(person, visit, truth) },
    })),
  )
  pairs.sort((a, b) => b.nearness - a.nearness)
  const found = new Map<ToldVisit, Followed>()
  const taken = new Set<TrueVisit | number>()
  for (const { followed } of pairs) {
    const whose = followed.visit ?? followed.person
    if (found.has(followed.told) || taken.has(whose)) continue
    found.set(followed.told, followed)
    taken.add(whose)
  }
  for (const { followed } of pairs) if (!found.has(followed.told)) found.set(followed.told, followed)
  return told.map(visit => found.get(visit) ?? { told: visit, person: undefined, visit: undefined })
}

/** Whoever was beside the told path for more than half of it, and how near over all. */
function companions({ trail, fromMs, toMs }: ToldVisit, paths: Paths): { person: number; nearness: number }[] {
  const beside = new Map<number, { looks: number; nearness: number }>()
  let looks = 0
  for (let atMs = fromMs; atMs <= toMs; atMs += LOOK_MS) {
    const at = spot(trail, atMs)
    if (!at) continue
    looks++
    for (const { person, x, y } of paths.all(atMs)) {
      const distance = Math.hypot(x - at[0], y - at[1])
      if (distance > BESIDE) continue
      const before = beside.get(person) ?? { looks: 0, nearness: 0 }
      beside.set(person, { looks: before.looks + 1, nearness: before.nearness + BESIDE - distance })
    }
  }
  return [...beside].filter(([, one]) => one.looks > looks / 2).map(([person, { nearness }]) => ({ person, nearness }))
}

function stayOf(person: number, { fromMs, toMs }: ToldVisit, truth: readonly TrueVisit[]): TrueVisit | undefined {
  const overlap = (visit: TrueVisit) =>
    Math.min(toMs, visit.leftMs ?? Number.POSITIVE_INFINITY) - Math.max(fromMs, visit.enteredMs)
  return truth
    .filter(visit => visit.person === person && overlap(visit) > -SLACK_MS)
    .sort((a, b) => overlap(b) - overlap(a))[0]
}

/** Where a trail was at an instant between its first and its last point. */
function spot(trail: Trail, atMs: Ms): readonly [Metres, Metres] | undefined {
  for (let i = POINT; i < trail.length; i += POINT) {
    const [x0, y0, t0, x1, y1, t1] = trail.subarray(i - POINT, i + POINT) as unknown as number[]
    if (atMs < t0! || atMs > t1!) continue
    const share = t1 === t0 ? 0 : (atMs - t0!) / (t1! - t0!)
    return [x0! + share * (x1! - x0!), y0! + share * (y1! - y0!)]
  }
  return trail.length === POINT && trail[2] === atMs ? [trail[0]!, trail[1]!] : undefined
}
