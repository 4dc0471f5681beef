import { existsSync } from 'node:fs'
import mqtt, { type MqttClient } from 'mqtt'
import type { Config } from '../../config/config.ts'
import { Fault, why } from '../../config/fault.ts'
import type { Level } from '../../config/jurisdictions.ts'
import type { Books } from '../identity/gallery/books.ts'
import { openLedger } from '../identity/ledger.ts'
import { trustOf } from '../identity/trust.ts'
import { access, type Remote } from '../publish/access.ts'
import { type Answer, Requests, requestTopics } from '../publish/requests.ts'
import { within } from '../publish/within.ts'
import { denying } from './desk/deny.ts'
import { enrolling } from './desk/enrol.ts'
import { erasing } from './desk/erase.ts'
import { type Greeting, greeting } from './desk/greet.ts'
import { withdrawing } from './desk/withdraw.ts'
import type { Taps } from './taps.ts'

const RECONNECT_MS = 1000
const FAREWELL_MS = 1000

/** Where members are asked about over the broker. */
export interface Desk {
  readonly client: MqttClient
  close(): Promise<void>
}

export interface DeskOptions {
  readonly broker: Remote
  /** `/{tenant}/{store}/{agent}` */
  readonly source: string
  /** The privacy level in force. */
  readonly level: Level
  /** What the cameras see. */
  readonly taps: Taps
  /** Who is let through, and stands before cameras; where members are recognised. */
  readonly greets?: Greeting
  /** Where gallery and ledger are open already. */
  readonly books: () => Books
  /** There is something new in the log to tell. */
  readonly changed: () => void
  readonly warn: (fault: Fault) => void
}

/** Opens it where members are known of at all; what stands in the way is told to `warn`, and then nobody serves. */
export function openDesk(
  config: Config,
  { broker, source, level, taps, greets, books, changed, warn }: DeskOptions,
): Desk | undefined {
  const { identity, privacy } = config
  if (!identity) return undefined
  const undo: (() => void)[] = []
  try {
    const ledger = openLedger(privacy.ledger, trustOf(config))
    undo.push(() => ledger.close())
    const hasGallery = () => existsSync(identity.gallery.path)
    const around = { ledger, books, hasGallery, changed }
    const stop = new AbortController()
    const desks = {
      enrol: enrolling({ ...around, config, level, taps, reliefs: greets?.welcome.reliefs ?? [], signal: stop.signal }),
      erase: erasing(around),
      'not-me': denying(around, identity),
      withdraw: withdrawing(around),
      ...(greets && { recognise: greeting(identity, greets) }),
    }
    const requests = new Requests(source, desks, (...number) => ledger.once(...number))
    const client = mqtt.connect(broker.url, {
      ...access(broker),
      protocolVersion: broker.protocol === '5' ? 5 : 4,
      clientId: `aisle${source.replaceAll('/', '-')}-desk`,
      clean: true,
      reconnectPeriod: RECONNECT_MS,
    })
    client.on('error', () => {})
    client.on('connect', () => client.subscribe(requestTopics(source), { qos: 1 }))
    const send = ({ topic, body, correlationData }: Answer) =>
      client.publish(topic, body, { qos: 1, ...(correlationData && { properties: { correlationData } }) })
    // An enrolment takes minutes: whoever asks for something else meanwhile does not wait for it.
    const running = new Set<Promise<void>>()
    client.on('message', (_, __, packet) => {
      const one = requests
        .hear(packet, Date.now(), send)
        .then(answer => void (answer && send(answer)))
        .catch(thrown => warn(new Fault('LEDGER_UNUSABLE', { file: privacy.ledger, why: why(thrown) }, thrown)))
        .finally(() => running.delete(one))
      running.add(one)
    })
    return {
      client,
      async close() {
        stop.abort()
        await Promise.all(running)
        // Where the broker is gone there is nobody to say good-bye to.
        await within(FAREWELL_MS, client.endAsync())
        client.end(true)
        for (const one of undo.toReversed()) one()
      },
    }
  } catch (thrown) {
    for (const one of undo.toReversed()) one()
    const { ledger: file } = privacy
    warn(thrown instanceof Fault ? thrown : new Fault('LEDGER_UNUSABLE', { file, why: why(thrown) }, thrown))
    return undefined
  }
}
