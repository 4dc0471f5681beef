import type Database from 'better-sqlite3'
import type { MqttClient } from 'mqtt'
import type { Ms } from '../../config/units.ts'
import type { Remote } from '../publish/access.ts'
import { ackTopic, type Batch, compare, Parcel, parse } from './batch.ts'
import { connect } from './connect.ts'

/** How often it is written down what was taken. After a crash so much is taken a second time, and finds itself late. */
const NOTE_MS = 1000

export interface ReceiverOptions {
  readonly broker: Remote
  /** `/{tenant}/{store}/{agent}` of this machine. */
  readonly source: string
  /** The machines that see for this one. */
  readonly sensors: readonly string[]
  readonly now: () => Ms
  /** Takes each batch once, in the order of each machine. */
  readonly take: (node: string, batch: Batch) => void
  /** Hears of a message that is no batch, once for each machine. */
  readonly malformed: (node: string) => void
  /** Hears of a machine that sees for another one, once. */
  readonly elsewhere: (node: string, owner: string) => void
}

/** The owner's end: takes every batch of every machine exactly once and in order, and says so. */
export class Receiver {
  readonly #options: ReceiverOptions
  readonly #client: MqttClient
  readonly #through = new Map<string, string>()
  readonly #changed = new Set<string>()
  readonly #malformed = new Set<string>()
  readonly #elsewhere = new Set<string>()
  readonly #put: Database.Statement
  readonly #timer: NodeJS.Timeout
  #isStopped = false

  /** @throws Fault FILE_UNREADABLE */
  constructor(db: Database.Database, options: ReceiverOptions) {
    this.#options = options
    this.#put = db.prepare(
      'INSERT INTO node (agent, through) VALUES (?, ?) ON CONFLICT (agent) DO UPDATE SET through = excluded.through',
    )
    for (const row of db.prepare('SELECT agent, through FROM node').all() as { agent: string; through: string }[])
      this.#through.set(row.agent, row.through)
    const { broker, source } = options
    const [, tenant, store] = source.split('/')
    this.#client = connect(broker, source)
    this.#client.on('connect', () => this.#client.subscribe(`aisle/v1/${tenant}/${store}/+/node/tracks`, { qos: 1 }))
    this.#client.on('message', (topic, payload) => this.#hear(topic.split('/')[4] ?? '', payload))
    this.#timer = setInterval(() => this.#note(), NOTE_MS)
  }

  /** Takes nothing from here on: what is not acknowledged is sent again to the next run. */
  stop(): void {
    this.#isStopped = true
  }

  async close(): Promise<void> {
    this.stop()
    clearInterval(this.#timer)
    // What still comes in while the connection ends is taken, too.
    await this.#client.endAsync()
    this.#note()
  }

  #hear(node: string, payload: Uint8Array): void {
    const { sensors, source, now, take, malformed, elsewhere } = this.#options
    if (this.#isStopped || !sensors.includes(node)) return
    const parcel = parse(Parcel, payload)
    if (!parcel) {
      if (!this.#malformed.has(node)) malformed(node)
      this.#malformed.add(node)
      return
    }
    const { to, after, batch, sentMs } = parcel
    const [, tenant, store, agent] = source.split('/')
    if (to !== undefined && to !== agent) {
      if (!this.#elsewhere.has(node)) elsewhere(node, to)
      this.#elsewhere.add(node)
      return
    }
    const takenMs = now()
    const last = this.#through.get(node) ?? ''
    // One that skips another is not taken: the machine will send both again.
    if (compare(batch.id, last) > 0 && compare(after, last) <= 0) {
      this.#through.set(node, batch.id)
      this.#changed.add(node)
      take(node, batch)
    }
    const through = this.#through.get(node) ?? ''
    this.#client.publish(ackTopic(`/${tenant}/${store}/${node}`), JSON.stringify({ through, sentMs, takenMs }), {
      qos: 0,
    })
  }

  #note(): void {
    for (const node of this.#changed) this.#put.run(node, this.#through.get(node))
    this.#changed.clear()
  }
}
