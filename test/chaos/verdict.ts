import { compare, type Place, placeOf } from '../../agent/events/wire.ts'
import type { Seen } from './truth.ts'

/** What went wrong, by id; all empty where nothing did. */
export interface Verdict {
  /** How many were committed. */
  readonly events: number
  /** Committed, and never arrived as it was. */
  readonly lost: readonly string[]
  /** Arrived more than once, or as different events under one id; or arrived and were never committed. */
  readonly duplicated: readonly string[]
  /** Visits that did not end exactly once, as they arrived, or that ended without having begun. */
  readonly unended: readonly string[]
  /** Arrived after one that stands behind them in their stream. */
  readonly disordered: readonly string[]
}

/** Everything that went wrong, by what it is called. */
export const faults = ({ lost, duplicated, unended, disordered }: Verdict) => ({
  lost,
  duplicated,
  unended,
  disordered,
})

/** Holds what a subscriber has against what the agent committed. What arrived beyond `committed` may only be `later`. */
export function judge(committed: readonly Seen[], later: readonly Seen[], arrived: readonly Seen[]): Verdict {
  const came = new Map<string, Seen[]>()
  for (const one of arrived) came.set(one.id, [...(came.get(one.id) ?? []), one])
  const known = new Map<string, Seen>()
  const twice = new Set<string>()
  for (const one of [...committed, ...later]) {
    if (known.has(one.id)) twice.add(one.id)
    known.set(one.id, one)
  }
  for (const [id, { length }] of came) if (length > 1 || !known.has(id)) twice.add(id)
  const isThere = ({ id, body }: Seen) => came.get(id)?.some(one => same(one.body, body)) ?? false
  return {
    events: committed.length,
    lost: committed.filter(one => !isThere(one)).map(({ id }) => id),
    duplicated: [...twice],
    unended: unended(committed, arrived),
    disordered: disordered(arrived),
  }
}

/** Streams are numbered by epoch and sequence, and the client promises each in that order. Copies are another matter. */
function disordered(arrived: readonly Seen[]): string[] {
  const furthest = new Map<string, Place>()
  const found = new Set<string>()
  for (const { id } of arrived) {
    const place = placeOf(id)!
    const before = furthest.get(place.stream)
    if (before && compare(place, before) < 0) found.add(id)
    else furthest.set(place.stream, place)
  }
  return [...found]
}

/** Told again, an event says that it is of the past; nothing else may differ. */
function same(arrived: string, committed: string): boolean {
  if (arrived === committed) return true
  const { historical: _, ...event } = JSON.parse(arrived)
  return JSON.stringify(event) === JSON.stringify(JSON.parse(committed))
}

function unended(committed: readonly Seen[], arrived: readonly Seen[]): string[] {
  const times = (name: string) => {
    const count = new Map<string, number>()
    for (const { type, subject } of arrived)
      if (type === `aisle.visit.${name}.v1` && subject) count.set(subject, (count.get(subject) ?? 0) + 1)
    return count
  }
  const [started, ended] = [times('started'), times('ended')]
  const due = new Set(
    committed.flatMap(({ type, subject }) =>
      subject && /^aisle\.visit\.(started|ended)\./.test(type) ? [subject] : [],
    ),
  )
  return [...due].filter(visit => started.get(visit) !== 1 || ended.get(visit) !== 1)
}
