import mqtt, { type IPublishPacket, type MqttClient } from 'mqtt'
import { Fault, why } from '../../../config/fault.ts'

const KEEPALIVE_SECONDS = 30
const CONNECT_MS = 10_000
const FIRST_MS = 500
const CAP_MS = 30_000

export interface Access {
  /** `mqtt://` or `mqtts://`, with host and port. */
  readonly url: string
  /** Which MQTT the broker speaks; 5 unless said. */
  readonly protocol?: 5 | '3.1.1'
  /** PEM: whose certificates are trusted, who we are, and the key to that. */
  readonly ca?: string | Buffer
  readonly cert?: string | Buffer
  readonly key?: string | Buffer
  readonly username?: string
  readonly password?: string
}

export interface LinkOptions extends Access {
  readonly clientId: string
  /** How long the broker keeps for us what we do not fetch; MQTT 3.1.1 leaves that to the broker. */
  readonly sessionSeconds: number
  /** Most messages that are here and not acknowledged. */
  readonly window: number
  readonly filters: readonly string[]
  /** Silence after which a ping is sent. */
  readonly keepaliveSeconds?: number
  /** The broker has let us in, and brings what we asked for. */
  readonly onOnline: () => void
  /** A message came; `ack` tells the broker that we have it. */
  readonly onMessage: (topic: string, payload: Buffer, ack: () => void) => void
  readonly onFault: (fault: Fault) => void
}

/**
 * A connection to a broker that is made anew whenever it breaks, in the same session. The broker sends no more than `window` messages ahead of
 * what is acknowledged, in MQTT 5 because it is told so; of a broker that does not listen, the rest is left in the socket.
 */
export class Link {
  readonly #options: LinkOptions
  readonly #client: MqttClient
  readonly #keepaliveSeconds: number
  /** Counts connections: what came over an earlier one is acknowledged no more, it comes again. */
  #connection = 0
  #unacknowledged = 0
  #blocked: (() => void) | undefined
  #online = false
  /** Time in which we heard, until `#sinceMs`, and since when we do again. */
  #heardMs = 0
  #sinceMs: number | undefined
  #failures = 0
  #told = false
  #unheard = false
  #ended = false

  constructor(options: LinkOptions) {
    this.#options = options
    this.#keepaliveSeconds = options.keepaliveSeconds ?? KEEPALIVE_SECONDS
    const { url, protocol = 5, ca, cert, key, username, password, clientId } = options
    this.#client = mqtt.connect(url, {
      ...(ca && { ca }),
      ...(cert && { cert }),
      ...(key && { key }),
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password }),
      ...(protocol === 5 && {
        properties: { sessionExpiryInterval: options.sessionSeconds, receiveMaximum: options.window },
      }),
      clientId,
      protocolVersion: protocol === 5 ? 5 : 4,
      clean: false,
      resubscribe: false,
      queueQoSZero: false,
      connectTimeout: CONNECT_MS,
      keepalive: this.#keepaliveSeconds,
      reconnectPeriod: FIRST_MS,
      reconnectOnConnackError: true,
    })
    this.#client.handleMessage = (packet, callback) => this.#hear(packet, callback)
    this.#client.on('connect', () => this.#welcome())
    this.#client.on('error', error => this.#fail(error))
    this.#client.on('close', () => this.#gone())
    this.#client.on('disconnect', ({ reasonCode }) => this.#fail(new Error(`it disconnected us (${reasonCode})`)))
  }

  get online(): boolean {
    return this.#online
  }

  /** For how long in all we have heard what is said: not while we are away, and not while so much waits that nothing is read. */
  get heardMs(): number {
    return this.#heardMs + (this.#sinceMs === undefined ? 0 : performance.now() - this.#sinceMs)
  }

  /** Sends it where the broker is there; answers whether it went. What is lost is sent again by whoever needs it. */
  send(topic: string, body: object): boolean {
    if (!this.#online) return false
    this.#client.publish(topic, JSON.stringify(body), { qos: 1 }, error => this.#untaken(topic, error))
    return true
  }

  /** Has the broker bring no more of these, if it did; answers whether it was asked. */
  forget(filters: readonly string[]): boolean {
    if (this.#online) this.#client.unsubscribe([...filters], () => {})
    return this.#online
  }

  /** Waits until what was sent has arrived, at most `ms`, and says good-bye. The session stays. */
  async end(ms: number): Promise<void> {
    this.#ended = true
    this.#online = false
    this.#listen(false)
    this.#resume()
    const late = new Promise(resolve => setTimeout(resolve, ms).unref())
    // Without force the library waits for what is on its way, and for ever where the broker stands still.
    const ended = this.#client.endAsync(!this.#client.connected)
    await Promise.race([ended, late])
    this.#client.end(true)
  }

  #welcome(): void {
    const connection = this.#connection
    const { filters, onFault, onOnline } = this.#options
    this.#client.subscribe([...filters], { qos: 1 }, (error, granted, packet) => {
      if (connection !== this.#connection || this.#ended) return
      const codes = packet?.granted ?? []
      const refused = filters.filter((_, i) => Number(codes[i]) >= 128)
      if (error && refused.length === 0) return this.#fail(error)
      if (refused.length > 0) onFault(new Fault('SUBSCRIPTION_REFUSED', { filters: refused.join(', ') }))
      if (!granted && refused.length === filters.length) return
      this.#failures = 0
      this.#told = false
      this.#online = true
      this.#listen(!this.#blocked)
      onOnline()
    })
  }

  #gone(): void {
    this.#connection++
    this.#online = false
    this.#listen(false)
    this.#unacknowledged = 0
    this.#resume()
    this.#client.options.reconnectPeriod = Math.min(CAP_MS, FIRST_MS * 2 ** Math.min(this.#failures++, 10))
    this.#fail(new Error('the connection ended'))
  }

  /** Only MQTT 5 says so, by a reason code (4.13); what failed because the connection did comes again. Told once. */
  #untaken(topic: string, error?: Error | null): void {
    if (this.#unheard || !error || !('code' in error) || Number.isNaN(Number(error.code))) return
    this.#unheard = true
    this.#options.onFault(new Fault('SUBSCRIBER_UNHEARD', { url: this.#options.url, topic, why: error.message }, error))
  }

  /** Told once, until we are let in again. */
  #fail(error: unknown): void {
    if (this.#ended || this.#told) return
    this.#told = true
    this.#options.onFault(new Fault('SUBSCRIBER_OFFLINE', { url: this.#options.url, why: why(error) }, error))
  }

  /**
   * The library acknowledges a message when it is called back without an error, and reads no other one before. With an error it goes on
   * and leaves the acknowledgement to us: so many may be on their way, each acknowledged when it is done (MQTT 5, 4.9).
   */
  #hear(packet: IPublishPacket, callback: (error?: Error) => void): void {
    const { topic, payload, qos, messageId } = packet
    if (qos !== 1) {
      this.#options.onMessage(topic, payload as Buffer, () => {})
      callback()
      return
    }
    const connection = this.#connection
    let done = false
    this.#unacknowledged++
    this.#options.onMessage(topic, payload as Buffer, () => {
      if (done || connection !== this.#connection) return
      done = true
      this.#unacknowledged--
      // biome-ignore lint/complexity/useLiteralKeys: the library has no public way to acknowledge later
      this.#client['_sendPacket']({ cmd: 'puback', messageId: messageId!, reasonCode: 0 })
      if (this.#unacknowledged < this.#options.window) this.#resume()
    })
    if (this.#unacknowledged < this.#options.window) callback(LATER)
    else this.#block(() => callback(LATER))
  }

  /** Reads no more until there is room. Answers to pings are not read either: we ping, and wait for none. */
  #block(go: () => void): void {
    this.#listen(false)
    const pings = setInterval(
      () => {
        this.#client.sendPing()
        this.#client.reschedulePing(true)
      },
      (this.#keepaliveSeconds * 1000) / 3,
    )
    this.#blocked = () => {
      clearInterval(pings)
      go()
    }
  }

  #resume(): void {
    const blocked = this.#blocked
    this.#blocked = undefined
    this.#listen(this.#online)
    blocked?.()
  }

  #listen(hears: boolean): void {
    this.#heardMs = this.heardMs
    this.#sinceMs = hears ? performance.now() : undefined
  }
}

/** Acknowledged by us, later. */
const LATER = new Error('later')
