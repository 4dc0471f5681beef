import { randomUUID } from 'node:crypto'
import mqtt, { type MqttClient } from 'mqtt'
import type { Config } from '../../../config/config.ts'
import type { Ms } from '../../../config/units.ts'
import { answerTopic, requestTopic } from '../../events/wire.ts'
import { failed, passed, type Step } from '../../health/doctor/hop.ts'
import { reaching, tls } from '../../health/doctor/reach.ts'
import { access, type Remote } from '../../publish/access.ts'
import { denied, reason, refusal } from '../../publish/refusal.ts'

const CONNECT_MS: Ms = 8000
const ACKNOWLEDGE_MS: Ms = 8000
/** Under this name the doctor asks: what is said to it nobody else reads. */
const ASKER = 'doctor'
const PORTS: Readonly<Record<string, number>> = { 'mqtt:': 1883, 'mqtts:': 8883, 'ws:': 80, 'wss:': 443 }

/** A connection as the agent itself would have it. Whoever has it must end it. */
export interface Line {
  client?: MqttClient
}

/** Somebody is reached who speaks TLS where that is wanted: what can be proved beside an agent that is connected already. */
export function wayTo(broker: Remote, nowMs: Ms): Step[] {
  const { protocol, hostname, port } = new URL(broker.url)
  const place = { host: hostname, port: Number(port) || PORTS[protocol] }
  const papers = () => {
    const { ca, cert, key } = access(broker)
    return {
      ...(ca && { ca: ca as Buffer }),
      ...(cert && { cert: cert as Buffer }),
      ...(key && { key: key as Buffer }),
    }
  }
  const isSecret = protocol === 'mqtts:' || protocol === 'wss:'
  return [...reaching(place, 'broker.url'), ...(isSecret ? [tls(place, papers, nowMs)] : [])]
}

/** It lets us in, takes what we say, and brings what we are asked. `broker` is asked for when it is needed; `source` is `/{tenant}/{store}/{agent}`. */
export function spokenTo(
  broker: () => Remote,
  source: string,
  body: string,
  { requests }: Pick<Config, 'requests'>,
  line: Line,
): Step[] {
  return [
    { hop: 'CONNECT', next: 'Check the section broker.', run: () => enter(broker(), source, line) },
    {
      hop: 'acknowledgement',
      next: 'Let this agent write what is its own: see deploy/mosquitto/aisle.acl.',
      run: () => acknowledged(line.client!, answerTopic(source, ASKER, randomUUID()), body, `aisle/v1${source}/#`),
    },
    ...(requests.clients.length === 0
      ? []
      : [{ hop: 'requests', next: 'Let this agent read what it is asked.', run: () => asked(line.client!, source) }]),
  ]
}

async function enter(broker: Remote, source: string, line: Line) {
  const wanted = broker.protocol === '5' ? ([5, 4] as const) : ([4] as const)
  let thrown: unknown
  for (const protocolVersion of wanted) {
    try {
      line.client = await connected(broker, source, protocolVersion)
      const as = broker.username === undefined ? '' : ` as ${broker.username}`
      return passed(`it lets us in${as} (MQTT ${protocolVersion === 5 ? '5' : '3.1.1'})`)
    } catch (error) {
      thrown = error
      if (refusal(error) === 'identity') break
    }
  }
  return failed(reason(thrown), remedy(broker))
}

function connected(broker: Remote, source: string, protocolVersion: 4 | 5): Promise<MqttClient> {
  const client = mqtt.connect(broker.url, {
    ...access(broker),
    protocolVersion,
    // Beside the agent, should one be there whose door is shut; where the broker goes by certificates alone it is the agent to it.
    clientId: `aisle${source.replaceAll('/', '_')}_${ASKER}`,
    clean: true,
    reconnectPeriod: 0,
    connectTimeout: CONNECT_MS,
    log: () => {},
  })
  return new Promise((resolve, reject) => {
    const over = (error?: unknown) => client.end(true, () => reject(error ?? new Error('it closed the connection')))
    client.once('error', over)
    client.once('close', over)
    client.once('connect', () => {
      client.removeListener('error', over)
      client.removeListener('close', over)
      client.on('error', () => {})
      resolve(client)
    })
  })
}

/** Says something there and waits for the acknowledgement (PUBACK). MQTT 3.1.1 has no word for a refusal. */
export async function acknowledged(client: MqttClient, topic: string, body: string, own: string) {
  const next = `Let this agent write ${own} in the rules of the broker (ACL): see deploy/mosquitto/aisle.acl.`
  const beganMs = performance.now()
  try {
    await within(ACKNOWLEDGE_MS, publish(client, topic, body))
  } catch (error) {
    return failed(denied(error) ? `it does not let us write to ${topic} (${reason(error)})` : reason(error), next)
  }
  const how = client.options.protocolVersion === 5 ? '' : '; MQTT 3.1.1 does not say whether it passes it on'
  return passed(`${topic.split('/').slice(0, 6).join('/')}/… in ${(performance.now() - beganMs).toFixed(0)} ms${how}`)
}

/** What is said to where the agent is asked comes back to it. */
async function asked(client: MqttClient, source: string) {
  const topic = requestTopic(source, 'ping', ASKER)
  const word = randomUUID()
  const beganMs = performance.now()
  const come = new Promise<void>(resolve =>
    client.on('message', (_, payload) => {
      if (String(payload).includes(word)) resolve()
    }),
  )
  await within(ACKNOWLEDGE_MS, client.subscribeAsync(topic, { qos: 1 }))
  await within(ACKNOWLEDGE_MS, publish(client, topic, JSON.stringify({ id: word, at: new Date().toISOString() })))
  await within(ACKNOWLEDGE_MS, come)
  return passed(`there and back in ${(performance.now() - beganMs).toFixed(0)} ms`)
}

function publish(client: MqttClient, topic: string, body: string): Promise<void> {
  return new Promise((resolve, reject) => {
    client.once('close', () => reject(new Error('it closed the connection')))
    client.publish(topic, body, { qos: 1 }, error => (error ? reject(error) : resolve()))
  })
}

async function within<T>(ms: Ms, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms / 1000} s`)), ms)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

/** What to look at where it does not let us in. */
export function remedy({ username, certFile }: Remote): string {
  if (certFile !== undefined)
    return 'Check that its authority signed broker.certFile, and that it knows the name in it (see deploy/mosquitto).'
  if (username !== undefined) return 'Check broker.username and the first line of broker.passwordFile.'
  return 'It may want a user name or a certificate: set broker.username and broker.passwordFile, or broker.certFile and broker.keyFile.'
}
