import { answerSchema, inquiryOf, inquirySchemas, schemaOf, VERBS } from './inquiries.ts'
import { REQUESTS } from './requests.ts'
import { Status } from './status.ts'
import { Ack } from './wire.ts'

const AGENT = 'aisle/v1/{tenant}/{store}/{agent}'
const JSON_TYPE = 'application/json'
const QOS = (retain = false) => ({ mqtt: { qos: 1, retain, bindingVersion: '0.2.0' } })

const ASKER = { asker: { description: 'Who asks: the name in its certificate.' } } as const
const SUBSCRIBER = { subscriber: { description: 'Who says it: the name in its certificate.' } } as const
const ID = { id: { description: 'That of the request.' } } as const
const EVENT = {
  family: { description: 'Of the event that is told again.' },
  name: { description: 'Its name.' },
} as const

/** A part of an AsyncAPI document. */
export interface Part {
  readonly channels: Readonly<Record<string, object>>
  readonly operations: Readonly<Record<string, object>>
  readonly messages: Readonly<Record<string, object>>
}

/**
 * What goes between an agent and others besides its events, for the AsyncAPI document: requests by verb, answers, acknowledgements, the
 * status, and events told again, which are `events` by their keys. `shared` are the parameters of every topic.
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
      bindings: QOS(key === 'status'),
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
