import { Slug } from '../../config/shapes.ts'
import { Ack, ackTopic, type Place, PUBLIC, placeOf } from '../events/wire.ts'

const MAX_BYTES = 256

/** What one subscriber said that it has. */
export interface Acked {
  readonly subscriber: string
  readonly through: Place
}

/** Where all subscribers of an agent acknowledge. */
export const ackTopics = (source: string): string => ackTopic(source, '+')

/** What a message says; nothing where it is no acknowledgement, or of the stream of somebody else. Who sent it is the broker's to prove. */
export function acked(source: string, topic: string, payload: Buffer): Acked | undefined {
  const start = ackTopic(source, '')
  const subscriber = topic.startsWith(start) ? topic.slice(start.length) : ''
  if (!Slug.safeParse(subscriber).success || payload.length > MAX_BYTES) return undefined
  const said = Ack.safeParse(read(payload))
  const through = said.success ? placeOf(said.data.through) : undefined
  return through && (through.stream === PUBLIC || through.stream === subscriber) ? { subscriber, through } : undefined
}

function read(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString('utf8'))
  } catch {
    return undefined
  }
}
