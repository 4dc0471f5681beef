import type { EventName } from './contract.ts'
import { CONTENT_TYPE } from './envelope.ts'
import { exampleOf } from './examples.ts'
import { exchange } from './exchange.ts'
import { eventSchemas } from './schemas.ts'
import { CONTRACT_VERSION } from './version.ts'

const PARAMETERS = {
  tenant: { description: 'Whose shop it is.' },
  store: { description: 'Which shop.' },
  agent: { description: 'Which machine in it.' },
} as const
const AUDIENCE = { audience: { description: 'The subscriber for whom alone it is.' } } as const

/** The AsyncAPI 3.0 document (its own schemas are of JSON Schema draft 7) of all that goes between an agent and others: a channel for each topic, a message for each event and each request. */
export function asyncApi(): object {
  const all = [...eventSchemas('draft-7')].map(([name, schema]) => {
    const { event } = exampleOf(name)
    const { $schema, $id, ...payload } = schema
    const message = {
      ...{ name: schema.title, title: name, summary: schema.description, contentType: CONTENT_TYPE },
      payload,
      examples: [{ payload: event }],
    }
    return { name, key: keyOf(name), message, addresses: addressesOf(name) }
  })
  const channels = all.flatMap(({ name, key, addresses }) =>
    addresses.map(([suffix, address, parameters]) => [
      `${key}${suffix}`,
      { address, title: name, parameters, messages: { [key]: { $ref: `#/components/messages/${key}` } } },
    ]),
  )
  const operations = all.flatMap(({ key, addresses }) =>
    addresses.map(([suffix]) => [
      `send${capital(key)}${suffix}`,
      {
        action: 'send',
        channel: { $ref: `#/channels/${key}${suffix}` },
        messages: [{ $ref: `#/channels/${key}${suffix}/messages/${key}` }],
        bindings: { mqtt: { qos: 1, retain: false, bindingVersion: '0.2.0' } },
      },
    ]),
  )
  const more = exchange(
    PARAMETERS,
    all.map(({ key }) => key),
  )
  return {
    asyncapi: '3.0.0',
    id: 'urn:aisle:events',
    info: {
      title: 'Aisle events',
      version: CONTRACT_VERSION,
      description:
        'What happens in a shop, as anonymised CloudEvents over MQTT. Pass over events, fields and values of lists that you do not know: a later version of the same first number may have more of them.',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: CONTENT_TYPE,
    channels: { ...Object.fromEntries(channels), ...more.channels },
    operations: { ...Object.fromEntries(operations), ...more.operations },
    components: {
      messages: { ...Object.fromEntries(all.map(({ key, message }) => [key, message])), ...more.messages },
    },
  }
}

type Address = readonly [suffix: string, address: string, parameters: object]

/** Where an event goes: to everybody, to one subscriber on a topic that ends with its name, or both. */
function addressesOf(name: EventName): Address[] {
  const address = `aisle/v1/{tenant}/{store}/{agent}/${name.replace('.', '/')}`
  const toAll: Address = ['', address, PARAMETERS]
  const toOne: Address = ['ToOne', `${address}/{audience}`, { ...PARAMETERS, ...AUDIENCE }]
  if (name.startsWith('member.')) return [toOne]
  return name.startsWith('consent.') ? [toAll, toOne] : [toAll]
}

const capital = (word: string) => word[0].toUpperCase() + word.slice(1)

function keyOf(name: EventName): string {
  const [family, what] = name.split('.')
  return `${family}${capital(what)}`
}
