import type { Ms } from '../../config/units.ts'
import type { Place } from '../events/wire.ts'
import type { Entry } from './entry.ts'
import type { Journal } from './journal.ts'

/** Most that is answered to one question. */
export const MOST = 5000

/** Which events of a stream: after one place, up to and with another; or those that happened in a time. */
export type Query = { readonly stream: string } & (
  | { readonly after?: Place | undefined; readonly through?: Place | undefined }
  | { readonly sinceMs: Ms; readonly untilMs?: Ms | undefined /** After this position. */; readonly past?: number }
)

export interface Replay {
  /** In order, each with `historical` in it. */
  readonly entries: readonly Entry[]
  /** Whether there are more: to be asked for after the last of these. */
  readonly more: boolean
  /** The id of the oldest event that is still kept of the stream. What came before is gone. */
  readonly oldest: string | undefined
}

/** Up to `most` of the events that are kept up to a position, to be told again. */
export function replay(
  { rows, retention }: Pick<Journal, 'rows' | 'retention'>,
  query: Query,
  stored: number,
  most = MOST,
): Replay {
  const { stream } = query
  const limit = most + 1
  const found =
    'sinceMs' in query
      ? rows.since(stream, query.sinceMs, query.untilMs ?? Number.MAX_SAFE_INTEGER, {
          after: Math.max(retention.from(query.sinceMs), query.past ?? 0),
          through: query.untilMs === undefined ? stored : Math.min(stored, retention.through(query.untilMs)),
          ...{ written: stored, limit },
        })
      : rows.within(query.after ?? FIRST, query.through ?? { ...LAST, stream }, stored, limit)
  return {
    entries: found.slice(0, most).map(entry => ({ ...entry, body: marked(entry.body) })),
    more: found.length > most,
    oldest: rows.first(stream, stored),
  }
}

const FIRST: Place = { stream: '', epoch: 0, sequence: 0 }
const LAST: Place = { stream: '', epoch: Number.MAX_SAFE_INTEGER, sequence: 0 }

function marked(body: string): string {
  return JSON.stringify({ ...JSON.parse(body), historical: true })
}
