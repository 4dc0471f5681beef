import mqtt, { type IClientOptions, type IConnackPacket, type IPublishPacket, type MqttClient } from 'mqtt'
import type { Context } from '../../events/context.ts'
import { CONTENT_TYPE, seal, topicOf } from '../../events/envelope.ts'
import { type Status, statusTopic } from '../../events/status.ts'
import { type Fact, tell } from '../../events/tell.ts'
import { ackTopic, requestTopic } from '../../events/wire.ts'
import { VERSION } from '../../health/version.ts'
import { Touchpoints } from '../../journey/touchpoints.ts'
import { CONNECT_MS, EXPIRY_SECONDS, KEEPALIVE_SECONDS } from '../../publish/link.ts'
import { Backoff } from '../../publish/pace.ts'
import { reason, refusal } from '../../publish/refusal.ts'
import { Backlog, type Sealed } from './backlog.ts'
import { type Counts, record, type Times } from './counts.ts'

/** What all stores of a fleet share. */
export interface Around {
  readonly url: string
  readonly protocol: 4 | 5
  /** Events on their way at the same time; the broker may ask for fewer. */
  readonly window: number
  readonly epoch: number
  readonly counts: Counts
  /** Of the phase that runs. */
  times: Times
  /** The network is away: whoever is connected is cut off, and whoever tries to connect fails. */
  isCut: boolean
  /** What shows the broker who a store is. @throws Fault FILE_UNREADABLE */
  readonly access: (store: string) => IClientOptions
}

/** One store of a simulated fleet: to the broker what an agent is, with its events in memory instead of on disk. */
export class SimulatedStore {
  readonly source: string
  /** Number of its last event. */
  sequence = 0
  /** It was cut off, and has told since then not all that it had to tell. */
  isBehind = false
  readonly #around: Around
  readonly #store: string
  readonly #context: Context
  readonly #backlog = new Backlog()
  readonly #backoff = new Backoff()
  #previous: string | undefined
  #client: MqttClient | undefined
  #isOnline = false
  #isOver = false
  #window: number
  #timer: NodeJS.Timeout | undefined

  constructor(tenant: string, store: string, around: Around) {
    this.#store = store
    this.source = `/${tenant}/${store}/agent`
    this.#around = around
    this.#window = around.window
    this.#context = { source: this.source, simulated: true, gridMetres: 0.5, touchpoints: new Touchpoints() }
  }

  get isOnline(): boolean {
    return this.#isOnline
  }

  /** Events that the broker has not acknowledged. */
  get waiting(): number {
    return this.#backlog.waiting
  }

  /** Events that it has, up to the first that it has not. */
  get acknowledged(): number {
    return this.sequence - this.#backlog.waiting
  }

  tell(fact: Fact): void {
    const draft = tell(fact, this.#context)
    const event = seal(draft, { epoch: this.#around.epoch, sequence: ++this.sequence }, this.#previous)
    this.#previous = event.id
    this.#backlog.push(event.id, topicOf(draft), JSON.stringify(event))
    this.#around.counts.told++
    this.#pump()
  }

  /** Asks the broker to be let in, once; whatever comes of it, it is tried again after a while, as an agent does. */
  connect(): void {
    const { isCut, counts, times, access, url, protocol } = this.#around
    if (this.#isOver) return
    if (isCut) {
      this.#again(undefined)
      return
    }
    counts.asked++
    const askedMs = performance.now()
    let openedMs: number | undefined
    let error: unknown
    const client = mqtt.connect(url, {
      ...access(this.#store),
      protocolVersion: protocol,
      clientId: `aisle${this.source.replaceAll('/', '_')}`,
      clean: true,
      reconnectPeriod: 0,
      connectTimeout: CONNECT_MS,
      keepalive: KEEPALIVE_SECONDS,
      will: { topic: statusTopic(this.source), payload: Buffer.from(this.#status('offline')), qos: 1, retain: true },
    })
    this.#client = client
    const fail = (thrown: unknown) => {
      error ??= thrown
      // Not before the library has told of all that was on its way that it is lost.
      setImmediate(() => client.end(true))
    }
    client.on('error', fail)
    client.on('disconnect', packet => fail(Object.assign(new Error('it disconnected us'), { code: packet.reasonCode })))
    client.once('connect', packet => {
      openedMs = performance.now()
      counts.opened++
      record(times.open, openedMs - askedMs)
      this.#welcome(client, packet, fail)
    })
    client.once('close', () => {
      if (this.#isOnline) counts.online--
      this.#isOnline = false
      this.#backlog.rewind()
      if (this.#isOver) return
      this.#backoff.lasted(openedMs === undefined ? undefined : performance.now() - openedMs)
      this.#again(this.#around.isCut ? undefined : error, this.#around.isCut)
    })
  }

  /** The network goes away. */
  cut(): void {
    this.isBehind = true
    this.#client?.end(true)
  }

  /** Says good-bye and takes back the word that the broker kept of it; then the connection is closed. */
  async farewell(): Promise<void> {
    this.#isOver = true
    clearTimeout(this.#timer)
    const client = this.#client
    if (client && this.#isOnline) {
      const say = (text: string) =>
        new Promise<void>(resolve => {
          client.once('close', () => resolve())
          client.publish(statusTopic(this.source), text, { qos: 1, retain: true }, () => resolve())
        })
      await say(this.#status('stopped'))
      await say('')
      client.end()
      return
    }
    client?.end(true)
  }

  /** Ends the connection without a word, for good. */
  abort(): void {
    this.#isOver = true
    clearTimeout(this.#timer)
    this.#client?.end(true)
  }

  /** Tries again after a while. */
  #again(error: unknown, isCut = this.#around.isCut): void {
    const { counts } = this.#around
    const what = refusal(error)
    if (!isCut) {
      if (what === 'unreachable') counts.failed++
      else counts.refused++
      counts.blame(reason(error))
    }
    this.#timer = setTimeout(() => this.connect(), this.#backoff.next(what))
  }

  #welcome(client: MqttClient, { properties }: IConnackPacket, fail: (thrown: unknown) => void): void {
    const { window, counts } = this.#around
    this.#window = Math.min(window, properties?.receiveMaximum ?? window)
    client.subscribe([ackTopic(this.source, '+'), requestTopic(this.source, '+', '+')], { qos: 1 }, () => {})
    client.publish(statusTopic(this.source), this.#status('online'), { qos: 1, retain: true }, thrown => {
      if (thrown) return fail(thrown)
      this.#isOnline = true
      counts.online++
      this.#pump()
    })
  }

  #pump(): void {
    const client = this.#client
    if (!client || !this.#isOnline) return
    while (this.#backlog.flying < this.#window) {
      const entry = this.#backlog.send(performance.now())
      if (!entry) break
      this.#around.counts.sent++
      client.publish(entry.topic, entry.body, { qos: 1, ...this.#properties(entry) }, thrown => {
        // What the connection took with it is sent again by the next one.
        if (thrown) return void setImmediate(() => client.end(true))
        this.#taken(entry)
      })
    }
    if (this.#backlog.waiting === 0) this.isBehind = false
  }

  #taken(entry: Sealed): void {
    const { counts, times } = this.#around
    const nowMs = performance.now()
    if (entry.takenMs === 0) {
      counts.taken++
      counts.bytes += entry.topic.length + entry.body.length
    }
    record(times.taken, nowMs - entry.sentMs)
    this.#backlog.taken(entry, nowMs)
    this.#pump()
  }

  #properties({ id, topic }: Sealed): Pick<IPublishPacket, 'properties'> {
    if (this.#around.protocol === 4) return {}
    const [family, name] = topic.split('/').slice(5)
    return {
      properties: {
        payloadFormatIndicator: true,
        contentType: CONTENT_TYPE,
        messageExpiryInterval: EXPIRY_SECONDS,
        userProperties: { id, type: `aisle.${family}.${name}.v1` },
      },
    }
  }

  #status(state: Status['state']): string {
    return JSON.stringify({ state, epoch: this.#around.epoch, version: VERSION, simulated: true } satisfies Status)
  }
}
