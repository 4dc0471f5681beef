import { Event } from '../../../agent/events/contract.ts'
import { nameOf } from '../../../agent/events/schemas.ts'

/** One of every kind of topic that an agent has; what stands in brackets is the one whose it is. */
export const ofAgent = (agent: string, subscriber: string) => ({
  event: `${agent}/visit/started`,
  private: `${agent}/member/recognised/${subscriber}`,
  status: `${agent}/status`,
  ack: `${agent}/ack/${subscriber}`,
  request: `${agent}/request/replay/${subscriber}`,
  answer: `${agent}/answer/${subscriber}/request-1`,
  replay: `${agent}/replay/${subscriber}/visit/started`,
  tracks: `${agent}/node/tracks`,
  taken: `${agent}/node/ack`,
  staff: `${agent}/staff/moments`,
})
export type Kind = keyof ReturnType<typeof ofAgent>

/** Every event that may be for everybody; those of members never are. */
export const forEverybody = (agent: string): string[] =>
  Event.options
    .map(({ shape }) => nameOf(shape.type.value).replace('.', '/'))
    .filter(name => !name.startsWith('member/'))
    .map(name => `${agent}/${name}`)
    .sort()
