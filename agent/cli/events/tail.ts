import { defineCommand } from 'citty'
import mqtt, { type MqttClient } from 'mqtt'
import { Fault } from '../../../config/fault.ts'
import { access, type Remote } from '../../publish/access.ts'
import { reason } from '../../publish/refusal.ts'
import { interruption } from '../interruption.ts'
import { whole } from '../number.ts'
import { shut } from '../shut.ts'
import { pretty } from './pretty.ts'
import { shown } from './shown.ts'
import { isInside, whom } from './whom.ts'

/** The status of every agent that was ever there is kept by the broker: whoever may read hears of one at once. */
const SILENT_MS = 5000
/** A connection that lasted as long was not taken over by another under the same name: that one comes back sooner. */
const STEADY_MS = 60_000

export const tail = defineCommand({
  meta: { name: 'tail', description: 'Print events as they arrive at the broker, until Ctrl-C.' },
  args: {
    url: { type: 'string', description: 'Of the broker, such as mqtt://127.0.0.1:1883.', valueHint: 'URL' },
    config: {
      type: 'string',
      description: 'A configuration to take the broker from; the other options go before it.',
      valueHint: 'FILE',
    },
    topic: { type: 'string', description: 'What to subscribe to.', default: 'aisle/v1/#' },
    count: { type: 'string', description: 'End after this many.', valueHint: 'N' },
    username: { type: 'string', description: 'For the broker.' },
    'password-file': { type: 'string', description: 'A file whose first line is the password.', valueHint: 'FILE' },
    ca: { type: 'string', description: 'Certificates that the broker is checked against.', valueHint: 'FILE' },
    cert: { type: 'string', description: 'Our own certificate, not that of an agent.', valueHint: 'FILE' },
    key: { type: 'string', description: 'Its private key.', valueHint: 'FILE' },
    pretty: { type: 'boolean', description: 'Each event as a sentence for people, coloured on a terminal.' },
    json: { type: 'boolean', description: 'Each message as it was published, one JSON object a line.' },
  },
  async run({ args }) {
    const [broker, inside] = [whom(args), isInside(args)]
    const count =
      args.count === undefined ? Number.POSITIVE_INFINITY : whole('--count', args.count, 1, Number.MAX_SAFE_INTEGER)
    const refused = (error: unknown) => shut(broker.url, error, args.config !== undefined, inside)
    await follow(await open(broker, refused), broker, args.topic, count, writing(args))
  },
})

/** How a message is written. */
function writing({
  json,
  pretty: isPretty,
}: {
  readonly json?: boolean | undefined
  readonly pretty?: boolean | undefined
}): typeof pretty {
  if (isPretty && !json) return pretty
  return (topic, payload) => shown(topic, payload, json ?? false)
}

/** Prints messages until there were `count`, or somebody has had enough. A connection lost later on is made again. */
async function follow(
  client: MqttClient,
  broker: Remote,
  topic: string,
  count: number,
  write: typeof pretty,
): Promise<void> {
  const isColoured = process.stdout.isTTY === true && !process.env.NO_COLOR
  const note = (text: string) => process.stderr.write(`aislectl: ${text}\n`)
  let left = count
  const silent = setTimeout(
    () => note(`nothing has come on ${topic} yet: no agent was ever here, or the broker does not let us read it`),
    SILENT_MS,
  )
  await new Promise<void>((resolve, reject) => {
    client.on('message', (from, payload) => {
      clearTimeout(silent)
      // What machines of one store tell each other is no event, nor is what their staff are shown.
      if (left <= 0 || /\/(node\/(tracks|ack)|staff\/\w+)$/.test(from)) return
      const line = write(from, payload, isColoured)
      if (line !== undefined) process.stdout.write(`${line}\n`)
      else note(`what came on ${JSON.stringify(from)} is no JSON object; left out`)
      // The status of an agent is shown, but is no event.
      if (line !== undefined && !from.endsWith('/status') && --left <= 0) resolve()
    })
    client.subscribe(topic, { qos: 1 }, error => error && reject(unsubscribed(error, broker, topic)))
    let [sinceMs, cut] = [performance.now(), 0]
    // Said once, and then not again until the broker is back.
    const said = new Set<string>()
    client.on('connect', () => {
      sinceMs = performance.now()
      said.clear()
      note(`the broker ${broker.url} is back`)
    })
    client.on('offline', () => {
      cut = performance.now() - sinceMs < STEADY_MS ? cut + 1 : 1
      const perhaps = cut > 1 ? '; another connection under this name may be there, one ends the other' : ''
      note(`the broker ${broker.url} is gone; trying again${perhaps}`)
    })
    client.on('error', error => {
      const why = reason(error)
      if (!said.has(why)) note(why)
      said.add(why)
    })
    interruption().addEventListener('abort', () => resolve())
    // Whoever read our lines has seen enough.
    process.stdout.on('error', () => resolve())
  }).finally(() => {
    clearTimeout(silent)
    return client.endAsync(true)
  })
}

function unsubscribed(error: Error, broker: Remote, topic: string): Fault {
  if (error.message.startsWith('Invalid topic'))
    return new Fault(
      'ARGUMENT_INVALID',
      { argument: '--topic', value: topic, expected: 'a topic filter of MQTT' },
      error,
    )
  return new Fault(
    'BROKER_REFUSED',
    { url: broker.url, why: reason(error), next: 'Check --topic, and what it lets us read.' },
    error,
  )
}

/** A client that the broker has let in, speaking 3.1.1: every broker does. @throws Fault BROKER_UNREACHABLE, BROKER_REFUSED */
function open(broker: Remote, fault: (error: unknown) => Fault): Promise<MqttClient> {
  const client = mqtt.connect(broker.url, { ...access(broker), protocolVersion: 4, connectTimeout: 10_000 })
  return new Promise((resolve, reject) => {
    const refused = (error?: unknown) => {
      client.end(true, () => reject(fault(error)))
    }
    client.once('error', refused)
    client.once('close', refused)
    client.once('connect', () => {
      client.removeListener('error', refused)
      client.removeListener('close', refused)
      resolve(client)
    })
  })
}
