import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { crc32 } from 'node:zlib'
import type { Event } from '../../../../agent/events/contract.ts'
import type { Outage, Told } from './outage.ts'

/** What is wrong with an outage, and what is lost by it. All but the first two are to be 0. */
export interface Verdict {
  /** Events that never came, of those that may go first and of those that may go last. */
  readonly missing: readonly [first: number, last: number]
  /** Of the first, those that an erasure took that was told behind them. */
  readonly erased: number
  /** Came, and are not as they were told. */
  readonly strange: number
  /** Came again, as it is allowed to what was on its way when the connection broke. */
  readonly again: number
  /** Came for the first time after a later one of the same stream. */
  readonly disordered: number
  /** Name as the one before them another than the one that was told before them in their stream. */
  readonly misnamed: number
  /** Are gone though something was kept that had to go before. */
  readonly misplaced: number
  /** Visits whose start came, or that had begun, and of which not exactly one end came. */
  readonly unended: number
  /** By how much the loss that was told last is not the loss. */
  readonly untold: number
}

/** What must outlive all else: whoever waits for one of these would wait for ever. */
const LAST = /\.(ended|left|retracted|erased|withdrawn|recovered|stopped)\.v1$/

/** Holds what came against what was told. */
export async function verdict({ told, gone, file }: Outage): Promise<Verdict> {
  const places = new Map(told.map(({ id }, place) => [id, place]))
  const previous = predecessors(told)
  const came = new Uint8Array(told.length)
  const last = new Map<string, number>()
  const counts = { strange: 0, again: 0, disordered: 0, misnamed: 0 }
  let lost = 0
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const event = JSON.parse(line) as Event
    const place = places.get(event.id)
    if (place === undefined || told[place]!.sum !== crc32(line)) {
      counts.strange++
      continue
    }
    if (event.type === 'aisle.agent.lagging.v1') lost = event.data.dropped
    if (came[place]++ > 0) {
      counts.again++
      continue
    }
    const stream = streamOf(event.id)
    if (place < (last.get(stream) ?? -1)) counts.disordered++
    else last.set(stream, place)
    if (event.previous !== previous[place]) counts.misnamed++
  }
  const missing = told.map((_, place) => place).filter(place => came[place] === 0)
  const isLast = (place: number) => LAST.test(told[place]!.type)
  const missingLast = missing.filter(isLast).length
  const takenBy = erasures(told)
  const crowded = missing.filter(place => isLast(place) || !(place < (takenBy.get(whose(told[place]!)) ?? -1)))
  return {
    ...counts,
    missing: [missing.length - missingLast, missingLast],
    erased: missing.length - crowded.length,
    misplaced: misplaced(crowded, came, gone, isLast),
    unended: unended(told, came),
    untold: Math.abs(missing.length - lost),
  }
}

/** Where it was told of each member whom an erasure took, to the subscriber who knew them so. */
function erasures(told: readonly Told[]): Map<string, number> {
  return new Map(
    told.flatMap((event, place) => (event.type === 'aisle.member.erased.v1' ? [[whose(event), place] as const] : [])),
  )
}

const whose = ({ id, member }: Told): string => `${streamOf(id)} ${member}`

/** Of each event the one before it in its stream. */
function predecessors(told: readonly Told[]): (string | undefined)[] {
  const last = new Map<string, string>()
  return told.map(({ id }) => {
    const before = last.get(streamOf(id))
    last.set(streamOf(id), id)
    return before
  })
}

const streamOf = (id: string): string => id.split('-').slice(2).join('-')

/**
 * How many went before their time. Of one rank the oldest go first; one of the last only where none of the first is left that is as old as
 * the youngest that had to go. What the broker may have had already does not go at all.
 */
function misplaced(
  missing: readonly number[],
  came: Uint8Array,
  gone: number,
  isLast: (place: number) => boolean,
): number {
  const youngest = { first: -1, last: -1 }
  let count = 0
  for (const place of missing) {
    youngest[isLast(place) ? 'last' : 'first'] = place
    if (place < gone) count++
  }
  for (let place = gone; place <= Math.max(youngest.first, youngest.last); place++)
    if (came[place] !== 0 && place < youngest[isLast(place) ? 'last' : 'first']) count++
    else if (came[place] !== 0 && !isLast(place) && place < youngest.last) count++
  return count
}

function unended(told: readonly Told[], came: Uint8Array): number {
  const ends = new Map<string, number>()
  for (const [place, { type, subject }] of told.entries()) {
    if (subject === undefined || came[place] === 0) continue
    if (type === 'aisle.visit.started.v1') ends.set(subject, ends.get(subject) ?? 0)
    else if (type === 'aisle.visit.ended.v1') ends.set(subject, (ends.get(subject) ?? 0) + 1)
  }
  return [...ends.values()].filter(count => count !== 1).length
}
