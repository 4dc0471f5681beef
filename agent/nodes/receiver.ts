import type Database from 'better-sqlite3'
import type { Ms } from '../../config/units.ts'
import type { Beside } from '../publish/beside.ts'
import type { Backlog } from './backlog.ts'
import { ackTopic, type Batch, compare, Parcel, parse, type Receipt } from './batch.ts'

/** How often it is written down what was taken. After a crash so much is taken a second time, and finds itself late. */
const NOTE_MS = 1000
/** How long others are waited for, to be written down with what has to be before the machine hears that it was taken. */
const KEEP_MS = 50

export interface ReceiverOptions {
  readonly beside: Beside
  /** `/{tenant}/{store}/{agent}` of this machine. */
  readonly source: string
  /** The machines that see for this one. */
  readonly sensors: readonly string[]
  readonly now: () => Ms
  /** Takes each batch once, in the order of each machine. Answers whether something of it has to be kept. */
  readonly take: (node: string, batch: Batch) => boolean
  /** What has to be kept, to be written down in the transaction that says that it was taken. */
  readonly keep: Pick<Backlog, 'isPending' | 'write' | 'written'>
  /** Hears once that the disk takes nothing. What was taken goes on all the same, and does not outlive this run. */
  readonly failed: (thrown: unknown) => void
  /** Hears of a message that is no batch, once for each machine. */
  readonly malformed: (node: string) => void
  /** Hears of a machine that sees for another one, once. */
  readonly elsewhere: (node: string, owner: string) => void
}

/**
 * The owner's end: takes every batch of every machine exactly once and in order, and says so; of what has to be kept, once it is on
 * the disk.
 */
export class Receiver {
  readonly #options: ReceiverOptions
  readonly #leave: () => void
  readonly #through = new Map<string, string>()
  readonly #changed = new Set<string>()
  readonly #malformed = new Set<string>()
  readonly #elsewhere = new Set<string>()
  /** What machines are to hear once all that was taken is on the disk. */
  readonly #held = new Map<string, Receipt>()
  readonly #note: () => void
  readonly #timer: NodeJS.Timeout
  #soon: NodeJS.Timeout | undefined
  #isStopped = false
  #isFailing = false

  constructor(db: Database.Database, options: ReceiverOptions) {
    this.#options = options
    const put = db.prepare(
      'INSERT INTO node (agent, through) VALUES (?, ?) ON CONFLICT (agent) DO UPDATE SET through = excluded.through',
    )
    this.#note = db.transaction(() => {
      options.keep.write()
      for (const node of this.#changed) put.run(node, this.#through.get(node))
    })
    for (const row of db.prepare('SELECT agent, through FROM node').all() as { agent: string; through: string }[])
      this.#through.set(row.agent, row.through)
    const { beside, source } = options
    const [, tenant, store] = source.split('/')
    this.#leave = beside.listen({
      topic: `aisle/v1/${tenant}/${store}/+/node/tracks`,
      hear: ({ topic, payload }) => this.#hear(topic.split('/')[4] ?? '', Buffer.from(payload)),
    })
    this.#timer = setInterval(() => this.commit(), NOTE_MS)
  }

  /** Takes nothing from here on: what is not acknowledged is sent again to the next run. */
  stop(): void {
    this.#isStopped = true
  }

  close(): void {
    this.stop()
    clearInterval(this.#timer)
    this.#leave()
    this.commit()
  }

  /** Writes down what was taken, and answers the machines that wait for that. */
  commit(): void {
    clearTimeout(this.#soon)
    this.#soon = undefined
    if (this.#changed.size > 0 || this.#options.keep.isPending) this.#write()
    for (const [node, receipt] of this.#held) this.#answer(node, receipt)
    this.#held.clear()
  }

  #write(): void {
    const { keep, failed } = this.#options
    try {
      this.#note()
      this.#changed.clear()
      keep.written()
      this.#isFailing = false
    } catch (thrown) {
      if (!this.#isFailing) failed(thrown)
      this.#isFailing = true
    }
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
    const agent = source.split('/')[3]
    if (to !== undefined && to !== agent) {
      if (!this.#elsewhere.has(node)) elsewhere(node, to)
      this.#elsewhere.add(node)
      return
    }
    const takenMs = now()
    const last = this.#through.get(node) ?? ''
    // One that skips another is not taken: the machine will send both again.
    const isNew = compare(batch.id, last) > 0 && compare(after, last) <= 0
    if (isNew) {
      this.#through.set(node, batch.id)
      this.#changed.add(node)
    }
    const isKept = isNew && take(node, batch)
    const receipt = { through: this.#through.get(node) ?? '', sentMs, takenMs }
    if (isKept || this.#held.has(node)) {
      this.#held.set(node, receipt)
      this.#soon ??= setTimeout(() => this.commit(), KEEP_MS)
    } else this.#answer(node, receipt)
  }

  #answer(node: string, receipt: Receipt): void {
    const [, tenant, store] = this.#options.source.split('/')
    void this.#options.beside.say({
      topic: ackTopic(`/${tenant}/${store}/${node}`),
      body: JSON.stringify(receipt),
      qos: 0,
    })
  }
}
