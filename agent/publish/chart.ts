import { setImmediate } from 'node:timers/promises'
import type { TouchpointRef } from '../journey/touchpoints.ts'
import type { Counted } from '../moments/map/counted.ts'
import { read } from '../moments/map/kept.ts'
import { mapping, type Period } from '../moments/map/mapping.ts'
import type { TouchpointMap } from '../moments/map/shape.ts'
import { daysBefore, daysFrom, type Stretch } from './stretch.ts'
import type { Visited } from './visited.ts'

/** So many visits are read before something else has its turn. */
const AT_A_TIME = 500
/** Periods of the same length before it that the trend is against, at most. */
const WEEKS = 4

export interface Charting {
  readonly visited: Pick<Visited, 'days' | 'of'>
  readonly touchpoints: readonly TouchpointRef[]
  readonly k: number
  /** Whether the privacy level in force lets it be told what members did: rows of the weeks before say it also after that was lowered. */
  readonly tellsMembers: boolean
  readonly isSimulated: boolean
}

/**
 * The map of some days from what is kept of them. It yields now and then, for whoever draws it has other things to do; undefined where of
 * none of those days anything is kept.
 */
export function* charted(
  { visited, touchpoints, k, tellsMembers, isSimulated }: Charting,
  { day, days }: Stretch,
): Generator<void, TouchpointMap | undefined> {
  const kept = visited.days()
  const first = kept[0]?.day
  const now = yield* period(day)
  if (first === undefined || now.isEmpty) return undefined
  const before: Period[] = []
  for (let i = 1; i <= WEEKS; i++) {
    const last = daysBefore(day, i * days)
    // Half a period would be held against a whole one.
    if (daysBefore(last, days - 1) < first) break
    before.push(yield* period(last))
  }
  const map = yield* mapping({ touchpoints, k, now, before })
  // Of days before the first that is kept nothing is known, so that the map is not of them.
  const asked = daysBefore(day, days - 1)
  const from = asked < first ? first : asked
  return {
    ...{ day, from, days: daysFrom(from, day), simulated: isSimulated },
    kept: kept.map(one => one.day),
    ...map,
  }

  function* period(last: string): Generator<void, Period & { readonly isEmpty: boolean }> {
    const from = daysBefore(last, days - 1)
    const known = new Set(touchpoints.map(({ id }) => id))
    const visits: Counted[] = []
    let passed = 0
    const those = kept.filter(one => one.day >= from && one.day <= last)
    for (const one of those) {
      const rows = visited.of(one.day)
      for (const [i, { body, hasBought }] of rows.entries()) {
        if (i % AT_A_TIME === AT_A_TIME - 1) yield
        const visit = read(body)
        if (!visit) continue
        const meetings = new Map([...visit.meetings].filter(([id]) => known.has(id)))
        const segment = tellsMembers ? visit.segment : { ...visit.segment, member: undefined }
        visits.push({ segment, meetings, bought: hasBought || undefined })
      }
      // Of a day with more visits than are kept, as many passes as those kept stand for.
      passed += one.visits === 0 ? one.passed : Math.round(one.passed * (rows.length / one.visits))
      yield
    }
    return { visits, passed, isEmpty: those.length === 0 }
  }
}

/** Runs it to its end at once. */
export function atOnce<T>(work: Generator<void, T>): T {
  for (;;) {
    const { done, value } = work.next()
    if (done) return value
  }
}

/** Runs it to its end, a little at a time, so that whatever else waits comes in between. @throws AbortError once the signal aborts */
export async function little<T>(work: Generator<void, T>, signal: AbortSignal): Promise<T> {
  for (;;) {
    const { done, value } = work.next()
    if (done) return value
    await setImmediate(undefined, { signal })
  }
}
