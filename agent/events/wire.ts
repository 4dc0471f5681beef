import { z } from 'zod'

/** The name of the stream that is for everybody; every other one bears the name of the subscriber for whom alone it is. */
export const PUBLIC = ''

/** `{epoch}-{sequence}` in the stream for everybody, with `-{audience}` behind in the stream of one subscriber. */
export const ID = /^(\d{1,12})-(\d{1,10})(?:-([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?))?$/

/** Where an event stands: streams are numbered each by itself, from 1 in every epoch, without a gap. */
export interface Place {
  readonly stream: string
  readonly epoch: number
  readonly sequence: number
}

/** The place that an id names; undefined where it is none. */
export function placeOf(id: string): Place | undefined {
  const found = ID.exec(id)
  return found ? { stream: found[3] ?? PUBLIC, epoch: Number(found[1]), sequence: Number(found[2]) } : undefined
}

export function idOf({ stream, epoch, sequence }: Place): string {
  return `${epoch}-${sequence}${stream === PUBLIC ? '' : `-${stream}`}`
}

/** Which of two places of one stream comes first: below 0 where it is `a`. */
export function compare(a: Place, b: Place): number {
  return a.epoch - b.epoch || a.sequence - b.sequence
}

/** What a subscriber says when it has an event and all before it in its stream. */
export const Ack = z.strictObject({ through: z.string().regex(ID) })
export type Ack = z.infer<typeof Ack>

/** All topics begin so: `aisle/v1/{tenant}/{store}/{agent}`; `source` is `/{tenant}/{store}/{agent}`. */
export const prefix = (source: string): string => `aisle/v1${source}`

/** Where a subscriber acknowledges. */
export const ackTopic = (source: string, subscriber: string): string => `${prefix(source)}/ack/${subscriber}`

/** Where an agent is asked for something. */
export const requestTopic = (source: string, verb: string, asker: string): string =>
  `${prefix(source)}/request/${verb}/${asker}`

/** Where it answers whoever named no other topic. */
export const answerTopic = (source: string, asker: string, id: string): string =>
  `${prefix(source)}/answer/${asker}/${id}`

/** Where it tells an event again, of that name, to whoever asked for that. */
export const replayTopic = (source: string, asker: string, name: string): string =>
  `${prefix(source)}/replay/${asker}/${name.replace('.', '/')}`
