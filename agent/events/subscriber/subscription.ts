import { setMaxListeners } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
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
import { filters, type Route, route, type Shop } from './topics.ts'
import { Turns } from './turns.ts'
import { Presence, parse, Reply } from './words.ts'
import type { Yard } from './yard.ts'

/** Requests for what was missed that may be on their way at one time, over all agents. */
const TURNS = 16
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
  /** Agents of which something could not be read: told once. */
  readonly #misread = new Set<string>()
  readonly #over = new AbortController()
  readonly #acks: Acks
  readonly #yard: Yard<T>
  #link: Link | undefined

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
    const fault = options.onFault ?? (fault => process.emitWarning(fault.message, { code: fault.code }))
    const isOnline = () => this.#link?.online ?? false
    const heardMs = () => this.#link?.heardMs ?? 0
    this.#yard = {
      from: options.from ?? 'oldest',
      batch: options.batch ?? 64,
      hold: options.hold ?? 1000,
      patienceMs: options.patienceMs ?? 3_600_000,
      answerMs: options.answerMs ?? 10_000,
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
      acknowledge: position => this.#acks.add(position),
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

  /** Begins, and resolves when the broker has let us in: it is tried until then. Throws what the progress throws. */
  async start(): Promise<void> {
    const { name, stores, window = 200, sessionSeconds = 7 * 24 * 3600, checkMs = 300_000 } = this.#options
    for (const { source, stream, through } of await this.#progress.load())
      if (this.#streams.includes(stream) && stores.some(shop => covers(shop, source)))
        this.#lane(source, stream, through)
    await new Promise<void>(resolve => {
      this.#link = new Link({
        ...this.#options,
        ...{ window, sessionSeconds },
        clientId: `aisle-subscriber-${name}`,
        filters: stores.flatMap(shop => filters(shop, name, this.#streams)),
        onFault: this.#yard.fault,
        onOnline: () => {
          for (const lane of this.#lanes.values()) lane.connected()
          this.#acks.flush()
          resolve()
        },
        onMessage: (topic, payload, ack) => this.#hear(topic, payload, ack),
      })
      this.#over.signal.addEventListener('abort', () => resolve())
    })
    const check = setInterval(() => {
      for (const lane of this.#lanes.values()) lane.wonder()
    }, checkMs)
    this.#over.signal.addEventListener('abort', () => clearInterval(check))
    if (this.#over.signal.aborted) clearInterval(check)
  }

  /** Begins no handler any more, waits for those that run, and says good-bye. What is left comes at the next start. */
  async stop(): Promise<void> {
    this.#over.abort()
    await Promise.all([...this.#lanes.values()].map(lane => lane.close()))
    this.#acks.flush()
    await this.#link?.end(FAREWELL_MS)
    await this.#progress.close?.()
  }

  #hear(topic: string, payload: Buffer, ack: () => void): void {
    // What comes while we stop is left with the broker.
    if (this.#over.signal.aborted) return
    const where = route(topic, this.#options.name)
    if (where?.kind === 'event' || where?.kind === 'replay') {
      this.#event(where, topic, payload, ack)
      return
    }
    if (where?.kind === 'answer') this.#answered(where.source, where.id, payload)
    if (where?.kind === 'status') this.#present(where.source, payload)
    if (where?.kind === 'bridge') this.#bridge(where.shop, String(payload) !== '0')
    ack()
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
    if (where.kind === 'replay') for (const lane of this.#of(source)) lane.strange()
    if (this.#misread.has(source)) return
    this.#misread.add(source)
    const why = typeof reading === 'string' ? reading : 'it is of another stream'
    this.#yard.fault(new Fault('EVENT_UNREADABLE', { topic, why }))
  }

  #answered(source: string, id: string, payload: Buffer): void {
    const reply = parse(Reply, payload)
    if (reply) for (const lane of this.#of(source)) lane.answered(id, reply)
  }

  #present(source: string, payload: Buffer): void {
    const presence = parse(Presence, payload)
    if (!presence) return
    this.#presence.set(source, presence)
    // Of one that was never heard, only what it has yet is of interest.
    if (this.#yard.from !== 'now') for (const stream of this.#streams) this.#lane(source, stream)
    for (const lane of this.#of(source)) lane.presence(presence.state === 'online', presence.epoch)
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

function covers({ tenant, store }: Shop, source: string): boolean {
  return source.startsWith(store === '+' ? `/${tenant}/` : `/${tenant}/${store}/`)
}

function lost({ source, after, through }: Gap): Fault {
  return new Fault('EVENTS_LOST', { source, after, through })
}
