import { Fault } from '../../../config/fault.ts'
import type { Requests } from '../../../config/requests.ts'
import { REQUESTS } from '../../events/requests.ts'
import { idOf, PUBLIC, placeOf, replayTopic } from '../../events/wire.ts'
import type { Said } from '../../publish/beside.ts'
import type { Entry } from '../../publish/entry.ts'
import { MOST, type Query, type Replay } from '../../publish/replay.ts'
import type { Desk } from '../../publish/requests.ts'

/** So many are read, and go out, before the broker must have acknowledged all of them and it is the turn of whoever else asked. */
const PAGE = 100

export interface Retelling {
  /** `/{tenant}/{store}/{agent}` */
  readonly source: string
  readonly clients: Requests['clients']
  readonly replay: (query: Query, most: number) => Replay
  /** Over the connection on which the answer follows; whether the broker has it. */
  readonly say: (said: Said) => Promise<boolean>
}

/**
 * A subscriber missed events of a stream, and has them told again; the answer comes behind them. However many ask at once, one page is
 * in memory and on its way, and they take turns: so that live events and the answers of others have their room.
 */
export function retelling({ source, clients, replay, say }: Retelling): Desk {
  const families = new Map(clients.map(one => [one.name, one.families] as const))
  const inTurn = turns()
  return {
    ...REQUESTS.replay,
    async serve(body, { asker }) {
      const query = queryOf(body, asker)
      const mine = query.stream === PUBLIC ? families.get(asker) : undefined
      if (mine?.length === 0)
        throw new Fault('REQUEST_FORBIDDEN', { why: `of what is for everybody, nothing is told again to ${asker}` })
      const isFor = (name: string) => !mine || mine.some(family => name.startsWith(`${family}.`))
      let count = 0
      let withheld = 0
      let last: Entry | undefined
      for (;;) {
        const { entries, more, oldest } = await inTurn(async () => {
          const page = replay(behind(query, last), PAGE)
          const named = page.entries.map(({ topic, body }) => ({ name: nameOf(topic), body }))
          const due = named.filter(({ name }) => isFor(name))
          const had = await Promise.all(
            due.map(({ name, body }) => say({ topic: replayTopic(source, asker, name), body })),
          )
          if (had.includes(false)) throw new Fault('REPLAY_BROKEN', { count: count + had.indexOf(false) })
          count += due.length
          withheld += named.length - due.length
          return page
        })
        last = entries.at(-1) ?? last
        if (more && count + withheld < MOST) continue
        return {
          ...{ count, more },
          ...(withheld > 0 && { withheld }),
          ...(last && { through: idOf(last) }),
          ...(oldest !== undefined && { oldest }),
        }
      }
    },
  }
}

/** Has one thing done after the other, in the order in which they are asked for. */
function turns() {
  let last: Promise<unknown> = Promise.resolve()
  return <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work)
    last = mine.catch(() => {})
    return mine
  }
}

/** What is left of a query after what came. */
function behind(query: Query, last: Entry | undefined): Query {
  if (!last) return query
  return 'sinceMs' in query ? { ...query, past: last.position } : { ...query, after: last }
}

/** @throws Fault REQUEST_FORBIDDEN of a stream that is another's, REQUEST_MALFORMED of ids that are of another stream */
function queryOf({ after, through, since, until, stream = PUBLIC }: Record<string, string>, asker: string): Query {
  if (stream !== PUBLIC && stream !== asker)
    throw new Fault('REQUEST_FORBIDDEN', { why: `the stream ${stream} is for somebody else` })
  if (since !== undefined)
    return { stream, sinceMs: Date.parse(since), ...(until !== undefined && { untilMs: Date.parse(until) }) }
  return { stream, ...place('after', after, stream), ...place('through', through, stream) }
}

function place(name: 'after' | 'through', id: string | undefined, stream: string) {
  if (id === undefined) return {}
  const found = placeOf(id)
  if (found?.stream !== stream) throw new Fault('REQUEST_MALFORMED', { why: `${name}: ${id} is of another stream` })
  return { [name]: found }
}

/** `visit.started`, of the topic of an event. */
function nameOf(topic: string): string {
  return topic.split('/').slice(5, 7).join('.')
}
