import mqtt, { type MqttClient } from 'mqtt'
import { z } from 'zod'
import { Fault } from '../../../config/fault.ts'
import { placeOf } from '../../events/wire.ts'
import type { Remote } from '../../publish/access.ts'
import { CONNECT_MS } from '../../publish/link.ts'
import { reason, refusal } from '../../publish/refusal.ts'
import { shut } from '../shut.ts'
import { record } from './counts.ts'
import { ONE_EACH } from './notes.ts'
import type { Around } from './store.ts'
import type { Tally } from './tally.ts'

/** Events that may be on their way to a listener at the same time, where the broker allows as many. */
const WINDOW = 1000

/** As much of an event as is counted. */
const Heard = z.looseObject({ id: z.string(), source: z.string(), time: z.string() })

export interface ListenerOptions {
  readonly name: string
  readonly tenant: string
  /** Several listeners share the events, each of which goes to one of them. */
  readonly isShared: boolean
  readonly tally: Tally
  /** Only one of them counts who is there and who is gone. */
  readonly hearsStatus: boolean
}

/** A subscriber that counts. What it missed because its own connection broke counts as lost. */
export class Listener {
  /** How often its connection broke. */
  broken = 0
  /** Messages that were no events. */
  strange = 0
  readonly tally: Tally
  readonly #client: MqttClient
  readonly #around: Around

  private constructor(client: MqttClient, around: Around, tally: Tally) {
    this.#client = client
    this.#around = around
    this.tally = tally
  }

  /** @throws Fault BROKER_UNREACHABLE, BROKER_REFUSED, FILE_UNREADABLE, ARGUMENT_INVALID where it does not speak that version of MQTT */
  static async open(broker: Remote, around: Around, options: ListenerOptions): Promise<Listener> {
    const { name, tenant, isShared, tally, hearsStatus } = options
    const client = mqtt.connect(broker.url, {
      ...around.access(name),
      protocolVersion: around.protocol,
      clientId: `aisle-${tenant}-${name}`,
      clean: true,
      connectTimeout: CONNECT_MS,
      ...(around.protocol === 5 && { properties: { receiveMaximum: WINDOW } }),
    })
    await entered(client, broker)
    const listener = new Listener(client, around, tally)
    client.on('message', (topic, payload) => listener.#hear(topic, payload))
    client.on('error', () => {})
    client.on('close', () => listener.broken++)
    const events = `aisle/v1/${tenant}/+/+/+/+`
    const topics = [isShared ? `$share/aisle-fleet/${events}` : events]
    if (hearsStatus) topics.push(`aisle/v1/${tenant}/+/+/status`)
    try {
      for (const granted of await client.subscribeAsync(topics, { qos: 1 }))
        if (granted.qos >= 128) throw new Error(`it lets us not subscribe to ${granted.topic}`)
    } catch (thrown) {
      client.end(true)
      const next = `Check what the broker lets the listeners read.${ONE_EACH}`
      throw new Fault('BROKER_REFUSED', { url: broker.url, why: reason(thrown), next }, thrown)
    }
    return listener
  }

  async close(): Promise<void> {
    this.#client.removeAllListeners('close')
    await this.#client.endAsync(true)
  }

  #hear(topic: string, payload: Buffer): void {
    const { counts, times } = this.#around
    const levels = topic.split('/')
    if (levels[5] === 'status') {
      if (payload.includes('"online"')) counts.statusHere++
      else if (payload.length > 0) counts.statusGone++
      return
    }
    // Words of others on topics of the same length.
    if (levels[5] === 'ack') return
    const event = parsed(payload)
    const place = event && placeOf(event.id)
    if (!event || !place) {
      this.strange++
      return
    }
    counts.heard++
    if (this.tally.hear(event.source, place.epoch, place.sequence))
      record(times.heard, Date.now() - Date.parse(event.time))
  }
}

function parsed(payload: Buffer): z.infer<typeof Heard> | undefined {
  try {
    return Heard.safeParse(JSON.parse(payload.toString('utf8'))).data
  } catch {
    return undefined
  }
}

/** Resolves when the broker has let a client in. */
function entered(client: MqttClient, { url, protocol }: Remote): Promise<void> {
  return new Promise((resolve, reject) => {
    const refused = (error?: unknown) => client.end(true, () => reject(fault(error)))
    const fault = (error: unknown) => {
      const what = refusal(error)
      if (what === 'version')
        return new Fault(
          'ARGUMENT_INVALID',
          { argument: '--protocol', value: protocol, expected: 'a version that the broker speaks, such as 3.1.1' },
          error,
        )
      return shut(url, error)
    }
    client.once('error', refused)
    client.once('close', refused)
    client.once('connect', () => {
      client.removeListener('error', refused)
      client.removeListener('close', refused)
      resolve()
    })
  })
}
