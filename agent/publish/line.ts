import { setTimeout as delay } from 'node:timers/promises'
import mqtt, { type IPublishPacket, type MqttClient } from 'mqtt'
import { access, type Remote } from './access.ts'
import { refusal, wordless } from './refusal.ts'
import { within } from './within.ts'

const FIRST_MS = 500
const LONGEST_MS = 30_000
const CONNECT_MS = 10_000
const KEEPALIVE_SECONDS = 20
const FAREWELL_MS = 1000
/** Whoever asks faster than the broker takes the answers gets none for some of them; an answer that is kept may be asked for again. */
const UNDERWAY = 1000

export interface LineOptions {
  readonly broker: Remote
  readonly clientId: string
  /** What is listened to. */
  readonly topic: string
  readonly hear: (packet: IPublishPacket) => void
}

export interface Said {
  readonly topic: string
  readonly body: string
  readonly correlationData?: Buffer
  /** What it says of itself where the broker speaks MQTT 5. */
  readonly properties?: IPublishPacket['properties']
}

/**
 * A connection over which the agent is asked and answers, beside that of its events, made anew for as long as it is open. What stands in
 * its way is the same as there, and told there.
 */
export class Line {
  readonly #options: LineOptions
  readonly #stop = new AbortController()
  readonly #running: Promise<void>
  #client: MqttClient | undefined
  #underway = 0
  #isOpen = false
  #onOpen: (() => void)[] = []

  constructor(options: LineOptions) {
    this.#options = options
    this.#running = this.#run()
  }

  /** Resolves when requests can be heard: at once where they can be now. */
  opened(): Promise<void> {
    return this.#isOpen ? Promise.resolve() : new Promise(resolve => this.#onOpen.push(resolve))
  }

  /** Resolves with whether the broker has it. What cannot be sent now is not sent later. */
  async say({ topic, body, correlationData, properties }: Said): Promise<boolean> {
    const client = this.#client
    if (!client?.connected || this.#underway >= UNDERWAY) return false
    const more = { ...properties, ...(correlationData && { correlationData }) }
    const isSpoken = client.options.protocolVersion === 5 && Object.keys(more).length > 0
    this.#underway++
    try {
      return await new Promise<boolean>(resolve =>
        client.publish(topic, body, { qos: 1, ...(isSpoken && { properties: more }) }, error => resolve(!error)),
      )
    } finally {
      this.#underway--
    }
  }

  /** Lets the broker take what was said, and goes. */
  async close(): Promise<void> {
    this.#stop.abort()
    const client = this.#client
    // Where the broker is gone there is nobody to say good-bye to.
    if (client) await within(FAREWELL_MS, client.endAsync())
    client?.end(true)
    await this.#running
  }

  async #run(): Promise<void> {
    const { broker } = this.#options
    const { signal } = this.#stop
    let protocol: 4 | 5 = broker.protocol === '5' ? 5 : 4
    let spoken = protocol
    let waitMs = FIRST_MS
    while (!signal.aborted) {
      const { error, wasOpen } = await this.#attempt(protocol)
      if (signal.aborted) return
      const what = refusal(error)
      const isFor5 = !wasOpen && protocol === 5 && (what === 'version' || wordless(error))
      if (isFor5 && what === 'version') spoken = 4
      protocol = isFor5 ? 4 : spoken
      waitMs = wasOpen ? FIRST_MS : Math.min(LONGEST_MS, 2 * waitMs)
      await delay(isFor5 ? 0 : waitMs * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => {})
    }
  }

  /** One connection, until it is gone. */
  async #attempt(protocolVersion: 4 | 5): Promise<{ error: unknown; wasOpen: boolean }> {
    const { broker, clientId, topic, hear } = this.#options
    let error: unknown
    let wasOpen = false
    try {
      const client = mqtt.connect(broker.url, {
        ...access(broker),
        protocolVersion,
        clientId,
        clean: true,
        reconnectPeriod: 0,
        connectTimeout: CONNECT_MS,
        keepalive: KEEPALIVE_SECONDS,
      })
      this.#client = client
      client.on('error', thrown => (error ??= thrown))
      client.on('message', (_, __, packet) => hear(packet))
      client.on('connect', () => {
        wasOpen = true
        client.subscribe(topic, { qos: 1 }, thrown => {
          if (thrown) client.end(true)
          else this.#open()
        })
      })
      await new Promise<void>(resolve => client.once('close', () => resolve()))
      // Whoever waits for an acknowledgement hears that there will be none.
      client.end(true)
    } catch (thrown) {
      error = thrown
    } finally {
      this.#client = undefined
      this.#isOpen = false
    }
    return { error, wasOpen }
  }

  #open(): void {
    this.#isOpen = true
    for (const one of this.#onOpen.splice(0)) one()
  }
}
