import { z } from 'zod'
import { Event, type EventName } from '../contract.ts'
import { ID, type Place, placeOf } from '../wire.ts'

/** An event of this name, as it is told. */
export type Told<N extends EventName = EventName> = Extract<Event, { readonly type: `aisle.${N}.v1` }>

/** An event of a later version of the contract, or one that does not keep to it. */
export type Unknown = z.infer<typeof Envelope>

/** What is needed to put an event in order; all else may be new. */
const Envelope = z.looseObject({
  id: z.string().regex(ID),
  source: z.string(),
  type: z.string(),
  previous: z.string().regex(ID).optional(),
})

export interface Reading {
  readonly place: Place
  readonly before: Place
  /** Whether there was an event at `before`. */
  readonly certain: boolean
  readonly said: { readonly event: Told } | { readonly unknown: Unknown; readonly why: string }
}

/**
 * What a message says. Fields and values of lists that this version does not know are left as they are; an event that it does not know, or that lacks
 * something, still has its place. A text says why it has none.
 */
export function read(payload: Buffer | string, source: string): Reading | string {
  const raw = json(payload)
  const envelope = Envelope.safeParse(raw)
  if (!envelope.success) return raw === undefined ? 'it is no JSON' : places(envelope.error.issues)
  if (envelope.data.source !== source) return 'its source is another than its topic'
  const place = placeOf(envelope.data.id)!
  const before = envelope.data.previous === undefined ? undefined : placeOf(envelope.data.previous)!
  if (before && (before.stream !== place.stream || !follows(before, place))) return 'it comes before the one behind it'
  const known = Event.safeParse(raw)
  const lacking = known.success ? [] : known.error.issues.filter(issue => !bearable(issue, raw))
  return {
    place,
    // An agent that does not name the one before counts without a gap within an epoch.
    before: before ?? { ...place, sequence: place.sequence - 1 },
    certain: before !== undefined || place.sequence > 1,
    said: lacking.length === 0 ? { event: raw as Told } : { unknown: envelope.data, why: places(lacking) },
  }
}

function follows(before: Place, place: Place): boolean {
  return before.epoch < place.epoch || (before.epoch === place.epoch && before.sequence < place.sequence)
}

function json(payload: Buffer | string): unknown {
  try {
    return JSON.parse(String(payload))
  } catch {
    return undefined
  }
}

type Issue = z.core.$ZodIssue

/** Whether a later version of the same first number might say this: one more field, or a word that a list did not have. */
function bearable(issue: Issue, raw: unknown): boolean {
  if (issue.code === 'unrecognized_keys') return true
  if (issue.code === 'invalid_value') return issue.path[0] === 'data' && typeof at(raw, issue.path) === 'string'
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return false
  const inside = at(raw, issue.path)
  return issue.errors.some(errors =>
    errors.every(error => bearable({ ...error, path: ['data', ...error.path] }, { data: inside })),
  )
}

function at(raw: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], raw)
}

function places(issues: readonly Issue[]): string {
  return issues
    .map(issue => `${issue.path.join('.') || 'the event'}: ${issue.message}`)
    .join('; ')
    .slice(0, 240)
}
