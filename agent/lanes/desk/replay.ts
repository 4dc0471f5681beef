import { Fault } from '../../../config/fault.ts'
import { Event } from '../../events/contract.ts'
import { REQUESTS } from '../../events/requests.ts'
import { nameOf as nameOfType } from '../../events/schemas.ts'
import { idOf, type Place, PUBLIC, placeOf, replayTopic } from '../../events/wire.ts'
import type { Said } from '../../publish/beside.ts'
import type { Query, Replay } from '../../publish/replay.ts'
import type { Desk } from '../../publish/requests.ts'

/** So many go out before the broker must have acknowledged the first of them. */
const WINDOW = 100

export interface Retelling {
  /** `/{tenant}/{store}/{agent}` */
  readonly source: string
  readonly replay: (query: Query) => Replay
  /** Over the connection on which the answer follows; whether the broker has it. */
  readonly say: (said: Said) => Promise<boolean>
}

/** A subscriber missed events of a stream, and has them told again; the answer comes behind them. */
export function retelling({ source, replay, say }: Retelling): Desk {
  return {
    ...REQUESTS.replay,
    async serve(body, { asker }) {
      const { entries: found, more, oldest } = replay(queryOf(body, asker))
      // What machines of the store say to each other is exact, and leaves it on no way.
      const entries = found.filter(({ topic }) => isEvent(nameOf(topic)))
      for (let i = 0; i < entries.length; i += WINDOW) {
        const some = entries.slice(i, i + WINDOW)
        const had = await Promise.all(
          some.map(entry => say({ topic: replayTopic(source, asker, nameOf(entry.topic)), body: entry.body })),
        )
        if (had.includes(false)) throw new Fault('REPLAY_BROKEN', { count: i + had.indexOf(false) })
      }
      const last: Place | undefined = found.at(-1)
      return {
        count: entries.length,
        more,
        ...(last && { through: idOf(last) }),
        ...(oldest !== undefined && { oldest }),
      }
    },
  }
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

const NAMES: ReadonlySet<string> = new Set(Event.options.map(({ shape }) => nameOfType(shape.type.value)))
const isEvent = (name: string) => NAMES.has(name)

/** `visit.started`, of the topic of an event. */
function nameOf(topic: string): string {
  return topic.split('/').slice(5, 7).join('.')
}
