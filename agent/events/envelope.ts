import { Fault } from '../../config/fault.ts'
import type { Ms } from '../../config/units.ts'
import { Event } from './contract.ts'
import type { Draft } from './draft.ts'
import { idOf, type Place, PUBLIC } from './wire.ts'

/** Content type of an event on the wire: CloudEvents in structured mode. */
export const CONTENT_TYPE = 'application/cloudevents+json; charset=utf-8'

/**
 * The event of a draft, at its place in its stream, behind the event of the id `previous`. This is the last gate: what the contract does
 * not name does not pass.
 * @throws Fault CONTRACT_BROKEN
 */
export function seal(
  draft: Draft,
  { epoch, sequence }: Omit<Place, 'stream'>,
  previous?: string,
  isSynchronised = true,
): Event {
  const event = {
    specversion: '1.0',
    id: idOf({ stream: streamOf(draft), epoch, sequence }),
    source: draft.source,
    type: `aisle.${draft.name}.v1`,
    time: iso(draft.atMs),
    ...(draft.subject === undefined ? {} : { subject: draft.subject }),
    datacontenttype: 'application/json',
    epoch: String(epoch).padStart(12, '0'),
    sequence: String(sequence).padStart(10, '0'),
    ...(previous === undefined ? {} : { previous }),
    ...(isSynchronised ? {} : { unsynchronised: true }),
    ...(draft.simulated ? { simulated: true } : {}),
    data: draft.data,
  }
  const parsed = Event.safeParse(event)
  if (parsed.success) return parsed.data
  // Only where and what was expected: the value itself must not end up in a log.
  const why = parsed.error.issues.map(issue => `${issue.path.join('.') || '(event)'}: ${issue.code}`).join(', ')
  throw new Fault('CONTRACT_BROKEN', { type: event.type, why })
}

/** For whom alone it is, or everybody. */
export function streamOf({ data }: Pick<Draft, 'data'>): string {
  return 'audience' in data && data.audience !== undefined ? data.audience : PUBLIC
}

/** `aisle/v1/{tenant}/{store}/{agent}/{family}/{name}`; of what is for one subscriber alone, with its name behind. */
export function topicOf({ source, name, data }: Pick<Draft, 'source' | 'name' | 'data'>): string {
  const stream = streamOf({ data })
  return `aisle/v1${source}/${name.replace('.', '/')}${stream === PUBLIC ? '' : `/${stream}`}`
}

/** ISO 8601 in UTC, to the millisecond; an instant that is none becomes a text that no schema accepts. */
export function iso(atMs: Ms): string {
  const date = new Date(atMs)
  return Number.isNaN(date.getTime()) ? 'never' : date.toISOString()
}
