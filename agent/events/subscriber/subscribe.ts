import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { Fault } from '../../../config/fault.ts'
import { Slug } from '../../../config/shapes.ts'
import type { EventName } from '../contract.ts'
import { PUBLIC, requestTopic } from '../wire.ts'
import { Acks } from './acks.ts'
import { type Gap, gapOf, type Handler, Handlers } from './handlers.ts'
import { Lane } from './lane.ts'
import { type Access, Link } from './link.ts'
import type { Progress } from './progress.ts'
import { read, type Told, type Unknown } from './reading.ts'
import { type Connection, sqliteProgress } from './sqlite.ts'
import { filters, type Route, route, type Shop } from './topics.ts'
import { Turns } from './turns.ts'
import { Presence, parse, Reply } from './words.ts'
import type { From, Yard } from './yard.ts'

/** Requests for what was missed that may be on their way at one time, over all agents. */
const TURNS = 16
/** How long what was begun may take when the subscriber stops. */
const FAREWELL_MS = 5000

export interface SubscriberOptions<T> extends Access {
  /** The subscriber's name: the common name of its certificate. One process at a time bears it. */
  readonly name: string
  readonly stores: readonly Shop[]
  /** Where it is kept how far we have come: a file, for a database of SQLite that handlers may write to, or one's own. */
  readonly progress: string | Progress<T>
  /** Where to begin with an agent that was never heard before; unless said, with the oldest that it still has. */
  readonly from?: From
  /** Unless said, what agents tell everybody (`all`) and what they tell this subscriber alone (`own`). */
  readonly streams?: 'all' | 'own' | 'both'
  /** Most events that the broker sends ahead of what was handled. */
  readonly window?: number
  /** Most events of one stream that are done in one transaction. */
  readonly batch?: number
  /** Most events of one stream that are held because one before them is missing. */
  readonly hold?: number
  /** How long an agent that is there may fail to send again what is missing, until that is given up as lost. */
  readonly patienceMs?: number
  /** How long one request may stay without a word. */
  readonly answerMs?: number
  /** How often agents are asked whether something did not arrive that nothing behind it shows. */
  readonly checkMs?: number
  /** How long the broker keeps for us what we do not fetch (MQTT 5). */
  readonly sessionSeconds?: number
  /** Hears, once each, what goes wrong and is tried again. Unless given, it is a warning of the process. */
  readonly onFault?: (fault: Fault) => void
}

const Checked = z.object({
  name: Slug,
  stores: z.array(z.object({ tenant: Slug, store: z.union([Slug, z.literal('+')]) })).min(1),
  protocol: z.union([z.literal(5), z.literal('3.1.1')]).optional(),
  window: z.int().min(1).max(65_535).optional(),
  streams: z.enum(['all', 'own', 'both']).optional(),
  batch: z.int().min(1).optional(),
  hold: z.int().min(1).optional(),
})

/**
 * A subscriber of the events of some stores. Say what to do with them, then {@link Subscription.start}. Handlers of one stream (what one agent tells
 * everybody, or us alone) run one after the other, in order, and an event is done when they have resolved: only then the broker and the
 * agent hear that we have it. Whoever throws is given the same event again, later. What was missed is asked for again.
 * @throws Fault SUBSCRIBER_UNFIT where an option cannot be
 */
export function subscribe(
  options: SubscriberOptions<Connection> & { readonly progress: string },
): Subscription<Connection>
export function subscribe<T>(options: SubscriberOptions<T> & { readonly progress: Progress<T> }): Subscription<T>
export function subscribe<T>(options: SubscriberOptions<T>): Subscription<T> {
  const checked = Checked.safeParse(options)
  const { progress, name } = options
  if (checked.success)
    // With a file, T is the connection: the overloads say so.
    return new Subscription(
      options,
      typeof progress === 'string' ? (sqliteProgress(progress, name) as never) : progress,
    )
  const [issue] = checked.error.issues
  throw new Fault('SUBSCRIBER_UNFIT', { key: issue.path.join('.'), expected: issue.message })
}

export type { EventName } from '../contract.ts'
export type { Gap, Handler } from './handlers.ts'
export type { Position, Progress } from './progress.ts'
export type { Told, Unknown } from './reading.ts'
export { type Connection, sqliteProgress } from './sqlite.ts'
export type { Shop } from './topics.ts'
export type { From } from './yard.ts'

/** Hears the events of some stores; see {@link subscribe}. */
export class Subscription<T> {
  readonly #options: SubscriberOptions<T>
  readonly #progress: Progress<T>
  readonly #streams: readonly string[]
  readonly #handlers = new Handlers<T>()
  readonly #lanes = new Map<string, Lane<T>>()
  readonly #presence = new Map<string, Presence>()
  /** Agents of which something could not be read: told once. */
  readonly #misread = new Set<string>()
  readonly #over = new AbortController()
  readonly #acks: Acks
  readonly #yard: Yard<T>
  #link: Link | undefined

  /** @internal {@link subscribe} makes it */
  constructor(options: SubscriberOptions<T>, progress: Progress<T>) {
    this.#options = options
    this.#progress = progress
    const { name, streams = 'both' } = options
    this.#streams = [...(streams === 'own' ? [] : [PUBLIC]), ...(streams === 'all' ? [] : [name])]
    const send = (topic: string, body: object) => this.#link?.send(topic, body) ?? false
    this.#acks = new Acks(name, send)
    const fault = options.onFault ?? (fault => process.emitWarning(fault.message, { code: fault.code }))
    const isOnline = () => this.#link?.online ?? false
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

  #of(source: string): Lane<T>[] {
    return this.#streams.flatMap(stream => this.#lanes.get(keyOf(source, stream)) ?? [])
  }

  #lane(source: string, stream: string, through?: string): Lane<T> {
    const key = keyOf(source, stream)
    const known = this.#lanes.get(key)
    if (known) return known
    const lane = new Lane(this.#yard, source, stream, through)
    this.#lanes.set(key, lane)
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
