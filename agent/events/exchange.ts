import { answerSchema, inquiryOf, inquirySchemas, schemaOf, VERBS } from './inquiries.ts'
import { REQUESTS } from './requests.ts'
import { StaffMoments } from './staff.ts'
import { Status } from './status.ts'
import { Ack } from './wire.ts'

const AGENT = 'aisle/v1/{tenant}/{store}/{agent}'
const JSON_TYPE = 'application/json'
const QOS = (retain = false, qos = 1) => ({ mqtt: { qos, retain, bindingVersion: '0.2.0' } })

const ASKER = { asker: { description: 'Who asks: the name in its certificate.' } } as const
const SUBSCRIBER = { subscriber: { description: 'Who says it: the name in its certificate.' } } as const
const ID = { id: { description: 'That of the request.' } } as const
const EVENT = {
  family: { description: 'Of the event that is told again.' },
  name: { description: 'Its name.' },
} as const

const STAFF_EXAMPLE: StaffMoments = {
  ...{ at: '2026-11-25T10:04:02.000Z', atOnce: 3, more: 0 },
  moments: [
    {
      ...{ visit: '6f1d2c9a0b7e4d3c8a15', touchpoint: 'wine-shelf', probability: 0.71 },
      ...{ openedAt: '2026-11-25T10:03:58.000Z', validUntil: '2026-11-25T10:04:42.500Z' },
      reasons: ['Here for 84 s: for it.', 'Back here, for the second time: for it.'],
    },
  ],
}

/** A part of an AsyncAPI document. */
export interface Part {
  readonly channels: Readonly<Record<string, object>>
  readonly operations: Readonly<Record<string, object>>
  readonly messages: Readonly<Record<string, object>>
}

/**
 * What goes between an agent and others besides its events, for the AsyncAPI document: requests by verb, answers, acknowledgements, the
 * status, what the staff are shown, and events told again, which are `events` by their keys. `shared` are the parameters of every topic.
 */
export function exchange(shared: object, events: readonly string[]): Part {
  const channels: Record<string, object> = {}
  const operations: Record<string, object> = {}
  const messages: Record<string, object> = {}
  const put = (
    key: string,
    { action, address, parameters, title, names, ...more }: { action: 'send' | 'receive' } & Channel,
  ) => {
    const own = Object.fromEntries(names.map(name => [name, { $ref: `#/components/messages/${name}` }]))
    channels[key] = { address: `${AGENT}/${address}`, title, parameters: { ...shared, ...parameters }, messages: own }
    operations[`${action}${key[0].toUpperCase()}${key.slice(1)}`] = {
      action,
      channel: { $ref: `#/channels/${key}` },
      messages: names.map(name => ({ $ref: `#/channels/${key}/messages/${name}` })),
      bindings: QOS(key === 'status', key === 'staff' ? 0 : 1),
      ...more,
    }
  }
  messages.answer = {
    ...{ name: 'answer', title: 'answer', contentType: JSON_TYPE, payload: answerSchema('draft-7') },
    summary:
      'The answer to a request, on the response topic that it named, with its correlation data (MQTT 5), else here. Those with `final` are said in between.',
  }
  put('answer', { ...say('send', 'answer/{asker}/{id}', 'answer', ['answer']), parameters: { ...ASKER, ...ID } })
  const reply = {
    channel: { $ref: '#/channels/answer' },
    messages: [{ $ref: '#/channels/answer/messages/answer' }],
  }
  for (const verb of VERBS) {
    const { about, roles, answer } = REQUESTS[verb]
    const key = `request${verb.split(/[.-]/).map(capital).join('')}`
    const forms = inquirySchemas(verb, 'draft-7')
    messages[key] = {
      ...{ name: key, title: `request ${verb}`, summary: about, contentType: JSON_TYPE },
      description: `May be asked by whoever has the role ${roles.join(' or ')}. The answer says: ${answer}`,
      payload: forms.length === 1 ? forms[0] : { anyOf: forms },
      examples: [{ payload: inquiryOf(verb) }],
    }
    put(key, { ...say('receive', `request/${verb}/{asker}`, `request ${verb}`, [key]), parameters: ASKER, reply })
  }
  messages.ack = {
    ...{ name: 'ack', title: 'ack', contentType: JSON_TYPE, payload: schemaOf(Ack, 'draft-7') },
    summary: 'A subscriber has this event, and all before it in the same stream.',
    examples: [{ payload: { through: '1795599852-4211' } }],
  }
  put('ack', { ...say('receive', 'ack/{subscriber}', 'ack', ['ack']), parameters: SUBSCRIBER })
  messages.status = {
    ...{ name: 'status', title: 'status', contentType: JSON_TYPE, payload: schemaOf(Status, 'draft-7') },
    summary: 'Whether the agent is there. Retained.',
    examples: [{ payload: { state: 'online', epoch: 1795599852, version: '0.1.0', simulated: false } }],
  }
  put('status', say('send', 'status', 'status', ['status']))
  messages.staff = {
    ...{ name: 'staff', title: 'staff', contentType: JSON_TYPE, payload: schemaOf(StaffMoments, 'draft-7') },
    summary:
      'Whom the staff may approach now, all of it each time: when it changes, and every five seconds. On the broker of the shop alone.',
    examples: [{ payload: STAFF_EXAMPLE }],
  }
  put('staff', say('send', 'staff/moments', 'staff', ['staff']))
  put('replay', {
    ...say('send', 'replay/{asker}/{family}/{name}', 'replay', events),
    parameters: { ...ASKER, ...EVENT },
  })
  return { channels, operations, messages }
}

interface Channel {
  readonly address: string
  readonly title: string
  readonly names: readonly string[]
  readonly parameters?: object
  readonly reply?: object
}

const say = (action: 'send' | 'receive', address: string, title: string, names: readonly string[]) => ({
  ...{ action, address, title, names },
})

const capital = (word: string) => word[0].toUpperCase() + word.slice(1)
