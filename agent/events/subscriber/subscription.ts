import { setMaxListeners } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { Fault } from '../../../config/fault.ts'
import type { EventName } from '../contract.ts'
import { PUBLIC, requestTopic } from '../wire.ts'
import { Acks } from './acks.ts'
import { type Gap, gapOf, type Handler, Handlers } from './handlers.ts'
import { Lane } from './lane.ts'
import { Link } from './link.ts'
import type { SubscriberOptions } from './options.ts'
import type { Progress } from './progress.ts'
import { read, type Told, type Unknown } from './reading.ts'
import { Rewinds } from './rewinds.ts'
import { covers, everyFilter, filters, type Route, route } from './topics.ts'
import { Turns } from './turns.ts'
import { Presence, parse, Reply } from './words.ts'
import type { Yard } from './yard.ts'

/** Requests for what was missed that may be on their way at one time, over all agents. */
const TURNS = 16
/** How long a request stays without a word until it is made again. */
const ANSWER_MS = 10_000
/** How long what was begun may take when the subscriber stops. */
const FAREWELL_MS = 5000

/** Hears the events of some stores; `subscribe` makes it. */
export class Subscription<T> {
  readonly #options: SubscriberOptions<T>
  readonly #progress: Progress<T>
  readonly #streams: readonly string[]
  readonly #handlers = new Handlers<T>()
  readonly #lanes = new Map<string, Lane<T>>()
  readonly #presence = new Map<string, Presence>()
  /** Shops whose line to a central broker is down. */
  readonly #cut = new Set<string>()
  /** Shops of which something came that nobody wants any more. */
  readonly #unwanted = new Set<string>()
  /** Agents of which anything came. */
  readonly #heard = new Set<string>()
  /** Stores of which it was told that nothing comes. */
  readonly #silent = new Set<string>()
  /** Agents of which something could not be read: told once. */
  readonly #misread = new Set<string>()
  readonly #over = new AbortController()
  readonly #acks: Acks
  readonly #rewinds: Rewinds
  readonly #yard: Yard<T>
  #link: Link | undefined
  #silence: NodeJS.Timeout | undefined
  #stopped: Promise<void> | undefined

  /** @internal */
  constructor(options: SubscriberOptions<T>, progress: Progress<T>) {
    this.#options = options
    this.#progress = progress
    // Each stream that waits to try again listens.
    setMaxListeners(0, this.#over.signal)
    const { name, streams = 'both' } = options
    this.#streams = [...(streams === 'own' ? [] : [PUBLIC]), ...(streams === 'all' ? [] : [name])]
    const send = (topic: string, body: object) => this.#link?.send(topic, body) ?? false
    this.#acks = new Acks(name, send)
    this.#rewinds = new Rewinds({
      answerMs: options.answerMs ?? ANSWER_MS,
      ping: (source, request) => {
        if (this.#presence.get(source)?.state === 'online') send(requestTopic(source, 'ping', name), request)
      },
      onEpoch: (source, epoch) => this.#epoch(source, epoch),
    })
    const fault = options.onFault ?? (fault => process.emitWarning(fault.message, { code: fault.code }))
    const isOnline = () => this.#link?.online ?? false
    const heardMs = () => this.#link?.heardMs ?? 0
    this.#yard = {
      from: options.from ?? 'oldest',
      batch: options.batch ?? 64,
      hold: options.hold ?? 1000,
      patienceMs: options.patienceMs ?? 3_600_000,
      answerMs: options.answerMs ?? ANSWER_MS,
      turns: new Turns(TURNS),
      signal: this.#over.signal,
      get online() {
        return isOnline()
      },
      get heardMs() {
        return heardMs()
      },
      commit: (position, work) => progress.commit(position, work),
      handle: (source, stream, due, tx) => {
        // Never silent.
        if (due.kind === 'loss' && !this.#handlers.hearsLoss) fault(lost(gapOf(source, stream, due)))
        return this.#handlers.handle(source, stream, due, tx)
      },
      ask: (source, request) => send(requestTopic(source, 'replay', name), request),
      // An agent that counts from below it would take it for all that it has told.
      acknowledge: position => {
        if (!this.#rewinds.suspects(position.source)) this.#acks.add(position)
      },
      fault,
      pause: ms => delay(ms, undefined, { signal: this.#over.signal }).catch(() => {}),
    }
  }

  /** Hears events of one name. `tx` is of the progress: with a file, the connection in whose transaction the event is done. */
  on<N extends EventName>(name: N, handler: Handler<Told<N>, T>): this {
    this.#handlers.on(name, handler)
    return this
  }

  /** Hears every event, after those who hear it by name. */
  onAny(handler: Handler<Told, T>): this {
    this.#handlers.onAny(handler)
    return this
  }

  /** Hears events that this version of the contract does not know, and why. Unless somebody hears them, they are passed over. */
  onUnknown(handler: (event: Unknown, why: string, tx: T) => unknown): this {
    this.#handlers.onUnknown(handler)
    return this
  }

  /** Hears of each gap that will never be filled, where it stands in the order of events. */
  onLoss(handler: Handler<Gap, T>): this {
    this.#handlers.onLoss(handler)
    return this
  }

  /**
   * Begins, and resolves when the broker has let us in: it is tried until then. Throws what the progress throws.
   * @throws Fault SUBSCRIBER_STOPPED where it was stopped before
   */
  async start(): Promise<void> {
    const { name, stores, window = 200, sessionSeconds = 7 * 24 * 3600, checkMs = 300_000 } = this.#options
    for (const { source, stream, through } of await this.#progress.load())
      if (this.#streams.includes(stream) && stores.some(shop => covers(shop, source)))
        this.#lane(source, stream, through)
    await new Promise<void>((resolve, reject) => {
      const stopped = () => reject(new Fault('SUBSCRIBER_STOPPED', { url: this.#options.url }))
      if (this.#over.signal.aborted) return stopped()
      this.#over.signal.addEventListener('abort', stopped)
      this.#link = new Link({
        ...this.#options,
        ...{ window, sessionSeconds },
        clientId: `aisle-subscriber-${name}`,
        filters: this.#filters,
        onFault: this.#yard.fault,
        onOnline: () => {
          this.#unwanted.clear()
          for (const lane of this.#lanes.values()) lane.connected()
          this.#acks.resume()
          this.#doubt()
          resolve()
          this.#options.onOnline?.()
        },
        onMessage: (topic, payload, ack) => this.#hear(topic, payload, ack),
      })
    })
    const check = setInterval(() => {
      for (const lane of this.#lanes.values()) lane.wonder()
    }, checkMs)
    this.#over.signal.addEventListener('abort', () => clearInterval(check))
    if (this.#over.signal.aborted) clearInterval(check)
  }

  /**
   * Begins no handler any more, waits for those that run, but not for ever, and says good-bye. What is left, and what was not done by then, comes at the
   * next start.
   */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop()
    return this.#stopped
  }

  async #stop(): Promise<void> {
    this.#over.abort()
    clearTimeout(this.#silence)
    this.#rewinds.close()
    await inTime(Promise.all([...this.#lanes.values()].map(lane => lane.close())))
    this.#acks.flush()
    await this.#link?.end(FAREWELL_MS)
    await inTime(this.#progress.close?.())
  }

  /** A broker may grant what it then never brings. A status is kept there: a store of which none comes is told of, once. */
  #doubt(): void {
    clearTimeout(this.#silence)
    this.#silence = setTimeout(() => {
      if (!this.#yard.online || this.#over.signal.aborted) return
      for (const shop of this.#options.stores) {
        const store = `${shop.tenant}/${shop.store}`
        if (this.#silent.has(store) || [...this.#heard].some(source => covers(shop, source))) continue
        this.#silent.add(store)
        const filter = `aisle/v1/${store}/+/status`
        this.#yard.fault(new Fault('STORE_SILENT', { url: this.#options.url, store, filter }))
      }
    }, this.#yard.answerMs)
  }

  #hear(topic: string, payload: Buffer, ack: () => void): void {
    // What comes while we stop is left with the broker.
    if (this.#over.signal.aborted) return
    const where = route(topic, this.#options.name)
    if (where && !this.#wants(where)) {
      this.#forget(where.source)
      ack()
      return
    }
    if (where && where.kind !== 'bridge') this.#heard.add(where.source)
    if (where?.kind === 'event' || where?.kind === 'replay') {
      this.#event(where, topic, payload, ack)
      return
    }
    if (where?.kind === 'answer') this.#answered(where.source, where.id, payload)
    if (where?.kind === 'status') this.#present(where.source, payload)
    if (where?.kind === 'bridge') this.#bridge(where.source, String(payload) !== '0')
    ack()
  }

  #wants({ source, ...where }: Route): boolean {
    const isOurs = this.#options.stores.some(shop => covers(shop, source))
    return isOurs && !(where.kind === 'event' && where.stream !== undefined && !this.#streams.includes(where.stream))
  }

  /** The session is from a time when we wanted more: other stores, or other streams. */
  #forget(source: string): void {
    const [, tenant, store] = source.split('/')
    if (this.#unwanted.has(`${tenant}/${store}`)) return
    const wanted = new Set(this.#filters)
    const others = everyFilter({ tenant, store }, this.#options.name).filter(filter => !wanted.has(filter))
    if (this.#link?.forget(others)) this.#unwanted.add(`${tenant}/${store}`)
  }

  get #filters(): string[] {
    const { stores, name } = this.#options
    return stores.flatMap(shop => filters(shop, name, this.#streams))
  }

  #event(where: Extract<Route, { kind: 'event' | 'replay' }>, topic: string, payload: Buffer, ack: () => void): void {
    const { source, stream } = where
    const reading = read(payload, source)
    const mine = typeof reading !== 'string' && this.#streams.includes(reading.place.stream)
    if (mine && (stream === undefined || stream === reading.place.stream)) {
      this.#lane(source, reading.place.stream).hear(reading, where.kind === 'replay', ack)
      return
    }
    ack()
    // Asked for when we wanted it.
    if (where.kind === 'replay' && typeof reading !== 'string') return
    const asking = this.#of(source).filter(lane => lane.asks)
    // Where several streams have asked, nobody knows of which it is: each may lack it, and asks again.
    if (where.kind === 'replay' && asking.length === 1) asking[0].strange()
    if (this.#misread.has(source)) return
    this.#misread.add(source)
    const why = typeof reading === 'string' ? reading : 'it is of another stream'
    this.#yard.fault(new Fault('EVENT_UNREADABLE', { topic, why }))
  }

  #answered(source: string, id: string, payload: Buffer): void {
    this.#rewinds.answered(source, id, parse(z.unknown(), payload))
    const reply = parse(Reply, payload)
    if (reply) for (const lane of this.#of(source)) lane.answered(id, reply)
  }

  #present(source: string, payload: Buffer): void {
    const presence = parse(Presence, payload)
    if (!presence) return
    this.#presence.set(source, presence)
    // Of one that was never heard, only what it has yet is of interest.
    if (this.#yard.from !== 'now') for (const stream of this.#streams) this.#lane(source, stream)
    const lanes = this.#of(source)
    for (const lane of lanes) lane.presence(presence.state === 'online', presence.epoch)
    if (lanes.some(lane => lane.isBeyond(presence.epoch))) {
      this.#acks.drop(source)
      this.#rewinds.suspect(source)
    } else if (this.#rewinds.suspects(source)) this.#trust(source)
  }

  /** It is in this epoch, and says so itself. */
  #epoch(source: string, epoch: number): void {
    const lanes = this.#of(source).filter(lane => lane.isBeyond(epoch))
    if (lanes.length === 0) this.#trust(source)
    else this.#yard.fault(new Fault('AGENT_REWOUND', { source, epoch }))
    for (const lane of lanes) lane.begin()
  }

  #trust(source: string): void {
    this.#rewinds.clear(source)
    for (const lane of this.#of(source)) lane.acknowledge()
  }

  #bridge(shop: string, up: boolean): void {
    if (up) this.#cut.delete(shop)
    else this.#cut.add(shop)
    for (const lane of this.#lanes.values()) if (lane.source.startsWith(shop)) lane.bridge(up)
  }

  #of(source: string): Lane<T>[] {
    return this.#streams.flatMap(stream => this.#lanes.get(keyOf(source, stream)) ?? [])
  }

  #lane(source: string, stream: string, through?: string): Lane<T> {
    const key = keyOf(source, stream)
    const known = this.#lanes.get(key)
    if (known) return known
    const lane = new Lane(this.#yard, source, stream, through)
    this.#lanes.set(key, lane)
    if (this.#cut.has(source.slice(0, source.lastIndexOf('/') + 1))) lane.bridge(false)
    const presence = this.#presence.get(source)
    if (presence) lane.presence(presence.state === 'online', presence.epoch)
    return lane
  }
}

const keyOf = (source: string, stream: string) => `${source} ${stream}`

function lost({ source, after, through }: Gap): Fault {
  return new Fault('EVENTS_LOST', { source, after, through })
}

/** What it comes to, or that it takes too long. */
function inTime(what: unknown): Promise<unknown> {
  return Promise.race([what, new Promise(late => setTimeout(late, FAREWELL_MS).unref())])
}
