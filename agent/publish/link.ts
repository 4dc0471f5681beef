import { setTimeout as delay } from 'node:timers/promises'
import mqtt, { type IConnackPacket, type IPublishPacket, type MqttClient } from 'mqtt'
import { CONTENT_TYPE } from '../events/envelope.ts'
import { type Status, statusTopic } from '../events/status.ts'
import { idOf } from '../events/wire.ts'
import { access, type Remote } from './access.ts'
import { acked, ackTopics } from './ack.ts'
import type { Beside } from './beside.ts'
import type { Denials } from './denials.ts'
import type { Entry } from './entry.ts'
import type { Outbox } from './outbox.ts'
import { denied, hopeless, reason } from './refusal.ts'
import { Window } from './window.ts'

/** Silence after which a ping is sent; after one and a half times this the broker tells our last will. */
export const KEEPALIVE_SECONDS = 20
export const CONNECT_MS = 10_000
/** A broker that takes events and acknowledges none for this long is given up, and tried anew. */
const MUTE_MS = 30_000
/** A broker may forget what a subscriber has not fetched for a week. */
export const EXPIRY_SECONDS = 7 * 24 * 3600
/** What a PUBLISH packet needs besides topic and payload, generously. */
const PACKET_BYTES = 256

export interface LinkOptions {
  readonly broker: Remote
  readonly protocol: 4 | 5
  /** Most events on their way; the broker may ask for fewer. */
  readonly window: number
  readonly status: Omit<Status, 'state'>
  readonly onOnline: () => void
  /** Called when it is online and hears all that it listens to. */
  readonly onHeard: () => void
  /** Hears for which topic the broker does not do what we asked, and goes on; and why. */
  readonly onDenied: (topic: string, why: string) => void
  readonly denials: Denials
  /** What goes over it beside the events. */
  readonly beside: Beside
}

/** One connection to the broker, from asking for it until it is gone. What is not acknowledged by then, the next one sends again. */
export class Link {
  /** Resolves when the connection is gone, with the error that ended it, if any. Never rejects. */
  readonly ended: Promise<unknown>
  /** Resolves when the broker has let us in; never, where it does not. */
  readonly opened: Promise<void>
  /** Whether the broker has let us in, and knows that we are there. */
  online = false
  readonly #outbox: Outbox
  readonly #options: LinkOptions
  readonly #client: MqttClient
  #window: Window
  /** Position of the last event sent here. */
  #sent = 0
  #error: unknown
  #advancing = false
  #progressMs = 0
  #maxBytes = Number.POSITIVE_INFINITY
  /** How many the broker takes without having acknowledged one, events or not. */
  #most = Number.POSITIVE_INFINITY
  /** Of what it asked to hear, what the broker has not granted. */
  #deaf = 0
  #onDrained: (() => void) | undefined

  /** @throws Fault FILE_UNREADABLE, and whatever a broken address makes the client library throw */
  constructor(outbox: Outbox, options: LinkOptions) {
    this.#outbox = outbox
    this.#options = options
    this.#window = new Window(options.window)
    const { source } = outbox.context
    const client = mqtt.connect(options.broker.url, {
      ...access(options.broker),
      protocolVersion: options.protocol,
      // No name has a low line in it: no two agents are one to a broker.
      clientId: `aisle${source.replaceAll('/', '_')}`,
      clean: true,
      reconnectPeriod: 0,
      connectTimeout: CONNECT_MS,
      keepalive: KEEPALIVE_SECONDS,
      // The library's own diagnosis costs more than some of what it diagnoses, even where nobody reads it.
      log: () => {},
      will: { topic: statusTopic(source), payload: Buffer.from(this.#status('offline')), qos: 1, retain: true },
    })
    this.#client = client
    const mute = setInterval(() => this.#checkMute(), MUTE_MS / 4)
    this.ended = new Promise(resolve => {
      client.once('close', () => {
        clearInterval(mute)
        this.online = false
        options.beside.close()
        resolve(this.#error)
      })
    })
    client.on('error', error => this.#fail(error))
    client.on('disconnect', packet =>
      this.#fail(Object.assign(new Error('it disconnected us'), { code: packet.reasonCode })),
    )
    client.on('message', (topic, payload, packet) => {
      const ack = acked(source, topic, payload)
      if (ack) outbox.acknowledge(ack.subscriber, ack.through)
      else options.beside.heard(packet)
    })
    this.opened = new Promise(resolve => {
      client.once('connect', packet => this.#welcome(packet, resolve))
    })
  }

  /** Sends what there is to send, as far as the window allows. */
  pump(): void {
    for (let room = this.#room(); this.online && room > 0; room = this.#room()) {
      const entries = this.#outbox.read(this.#sent, room)
      if (entries.length === 0) return
      for (const entry of entries) this.#send(entry)
    }
  }

  /** Resolves when nothing waits any more; rejects never, and resolves never where the connection ends before. */
  drained(): Promise<void> {
    if (this.#outbox.waiting === 0) return Promise.resolve()
    return new Promise(resolve => {
      this.#onDrained = resolve
    })
  }

  /** Says good-bye, so that the broker keeps our last will to itself, and waits until the connection is gone, at most `ms`. */
  async farewell(ms: number): Promise<void> {
    if (this.online) {
      const gone = new AbortController()
      const late = delay(ms, undefined, { signal: gone.signal }).catch(() => {})
      const { source } = this.#outbox.context
      this.online = false
      const told = new Promise<void>(resolve =>
        this.#client.publish(statusTopic(source), this.#status('stopped'), { qos: 1, retain: true }, () => resolve()),
      )
      await Promise.race([told, this.ended, late])
      // The library sends DISCONNECT only when it waits for nothing.
      for (const id of Object.keys(this.#client.outgoing)) this.#client.removeOutgoingMessage(Number(id))
      this.#client.end()
      await Promise.race([this.ended, late])
      gone.abort()
    }
    this.abort()
  }

  /** Ends the connection without a word. */
  abort(): void {
    this.online = false
    this.#client.end(true)
  }

  #welcome(packet: IConnackPacket, opened: () => void): void {
    const { receiveMaximum, maximumPacketSize } = packet.properties ?? {}
    this.#most = receiveMaximum ?? this.#most
    this.#window = new Window(Math.min(this.#options.window, this.#most))
    this.#maxBytes = maximumPacketSize ?? this.#maxBytes
    const { source } = this.#outbox.context
    this.#client.subscribe(ackTopics(source), { qos: 1 }, this.#asking(ackTopics(source)))
    // Whoever hears that we are there may ask at once: it is listened before that is told.
    const room = () => (this.online ? this.#most - (this.#window.size - this.#window.room) : 0)
    const asking = (topic: string) => this.#asking(topic)
    this.#options.beside.open({ client: this.#client, most: this.#most, room, freed: () => this.pump(), asking })
    // Acknowledged first: it would count against the broker's window.
    this.#client.publish(statusTopic(source), this.#status('online'), { qos: 1, retain: true }, error => {
      if (error) return this.#fail(error)
      this.online = true
      this.#progressMs = performance.now()
      this.#options.onOnline()
      this.#listens()
      this.#options.beside.pump()
      this.pump()
      opened()
    })
  }

  /** It is asked to hear a topic. What is answered is to be called with the broker's answer. */
  #asking(topic: string): (error?: Error | null) => void {
    this.#deaf++
    return error => {
      // Without a packet the connection went before there was an answer.
      if (error && !('packet' in error && error.packet)) return
      if (error) return this.#options.onDenied(topic, `it does not let us hear ${topic} (${reason(error)})`)
      this.#deaf--
      this.#listens()
    }
  }

  #listens(): void {
    if (this.online && this.#deaf === 0) this.#options.onHeard()
  }

  /** How many events may be sent now. */
  #room(): number {
    const { room, size } = this.#window
    return Math.min(room, this.#most - (size - room) - this.#options.beside.claims)
  }

  #send(entry: Entry): void {
    this.#sent = entry.position
    if (this.#window.isEmpty) this.#progressMs = performance.now()
    this.#window.add(entry)
    if (entry.topic.length + Buffer.byteLength(entry.body) + PACKET_BYTES > this.#maxBytes) {
      this.#outbox.refused(1)
      this.#acknowledge(entry)
      return
    }
    this.#client.publish(entry.topic, entry.body, { qos: 1, ...this.#properties(entry) }, error => {
      if (!error) this.#options.denials.taken(entry.topic)
      else if (this.#isGivenUp(entry, error)) this.#outbox.refused(1)
      else return this.#fail(error)
      this.#acknowledge(entry)
    })
  }

  /** Whether the broker will never take an event. The status was taken on this connection: that we are who we say is not what is in doubt. */
  #isGivenUp({ topic }: Entry, error: Error): boolean {
    if (hopeless(error) || this.#error !== undefined || !denied(error)) return hopeless(error)
    error.message = `it does not let us publish to ${topic} (${reason(error)})`
    if (!this.#options.denials.isHopeless(topic)) return false
    this.#options.onDenied(topic, `${error.message}, so that such events are dropped and counted, until it does`)
    return true
  }

  #properties(entry: Entry): Pick<IPublishPacket, 'properties'> {
    if (this.#options.protocol === 4) return {}
    const [family, name] = entry.topic.split('/').slice(5)
    return {
      properties: {
        payloadFormatIndicator: true,
        contentType: CONTENT_TYPE,
        messageExpiryInterval: EXPIRY_SECONDS,
        userProperties: { id: idOf(entry), type: `aisle.${family}.${name}.v1` },
      },
    }
  }

  /** Acknowledgements come many to a packet of the network: all of them are heard before the next events are sent. */
  #acknowledge(entry: Entry): void {
    this.#window.acknowledge(entry.position)
    if (this.#advancing) return
    this.#advancing = true
    setImmediate(() => {
      this.#advancing = false
      this.#progressMs = performance.now()
      this.#outbox.settle(this.#window.take())
      this.#options.beside.pump()
      this.pump()
      if (this.#outbox.waiting === 0) this.#onDrained?.()
    })
  }

  #checkMute(): void {
    if (!this.online || this.#window.isEmpty || performance.now() - this.#progressMs < MUTE_MS) return
    this.#fail(new Error(`it acknowledged nothing for ${MUTE_MS / 1000} s`))
  }

  /** The first error is the one that counts. A connection with an error is of no use. */
  #fail(error: unknown): void {
    this.#error ??= error
    this.online = false
    // Where the library tells what was on its way, one by one, that it is lost, it must not be ended before it has told all.
    setImmediate(() => this.abort())
  }

  #status(state: Status['state']): string {
    return JSON.stringify({ state, ...this.#options.status } satisfies Status)
  }
}
