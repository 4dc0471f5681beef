import type { Ms } from '../../config/units.ts'
import type { Placed } from '../floor/placed.ts'
import type { Beside } from '../publish/beside.ts'
import type { Entry } from '../publish/entry.ts'
import type { Outbox } from '../publish/outbox.ts'
import {
  ackTopic,
  type Batch,
  compare,
  MAX_ITEMS,
  pack,
  parse,
  type Reached,
  Receipt,
  type Scanned,
  tracksTopic,
  type Update,
} from './batch.ts'
import { Clock } from './clock.ts'

/** Batches on their way that the owner has not taken. */
const WINDOW = 64
/** An owner that takes nothing for this long is sent everything again from where it stopped. */
const AGAIN_MS = 3000
/** A clock that has gone so much further than time was set. */
const SET_MS = 50

export interface SenderOptions {
  readonly beside: Beside
  /** The machine that it is sent to, by its `store.agent`. */
  readonly owner: string
  readonly batchMs: number
  readonly maxMinutes: number
  readonly now: () => Ms
}

/**
 * What this machine sees, on its way to the one that owns the journeys. Every batch is on the disk before it is sent, and stays
 * there until the owner itself says that it has it: what the broker acknowledges it may still lose. Sent in order, again from
 * the last one that the owner has whenever it falls silent; the owner passes over what it knows.
 */
export class Sender {
  readonly #outbox: Outbox
  readonly #options: SenderOptions
  readonly #clock = new Clock()
  readonly #leave: () => void
  readonly #timers: NodeJS.Timeout[]
  readonly #dark = new Set<string>()
  #updates: Update[] = []
  #scans: Scanned[] = []
  /** Sent and not taken, in order. */
  #flight: Entry[] = []
  #sent = 0
  /** The batch that was sent last; empty where the owner may know none of ours. */
  #last = ''
  #movedMs = 0
  /** The clock on the wall less the steady one, when the last batch was made. */
  #wallMs: number

  constructor(outbox: Outbox, options: SenderOptions) {
    this.#outbox = outbox
    this.#options = options
    this.#wallMs = options.now() - performance.now()
    const { source } = outbox.context
    this.#leave = options.beside.listen({
      topic: ackTopic(source),
      hear: ({ payload }) => this.#hear(Buffer.from(payload)),
      // One more batch, though it be empty: its round trip tells how far the clocks are apart before anything is seen.
      opened: () => {
        this.#post()
        this.#rewind()
      },
    })
    outbox.onReady = () => this.#pump()
    this.#timers = [setInterval(() => this.#post(), options.batchMs), setInterval(() => this.#check(), AGAIN_MS / 3)]
  }

  see(sensor: string, placed: Placed, reaches: readonly Reached[] = []): void {
    this.#updates.push(pack(sensor, placed, reaches))
  }

  scan(scanned: Scanned): void {
    this.#scans.push(scanned)
  }

  turn(sensor: string, isDark: boolean): void {
    if (isDark) this.#dark.add(sensor)
    else this.#dark.delete(sensor)
  }

  /** What was seen is on the disk when this returns; it is sent at the next start where the owner has not taken it by now. */
  close(): void {
    for (const timer of this.#timers) clearInterval(timer)
    this.#post()
    this.#outbox.flush()
    this.#leave()
  }

  #post(): void {
    const { now } = this.#options
    const madeMs = now()
    const wallMs = madeMs - performance.now()
    if (Math.abs(wallMs - this.#wallMs) > SET_MS) this.#clock.forget()
    this.#wallMs = wallMs
    const updates = this.#updates
    const scans = this.#scans
    this.#updates = []
    this.#scans = []
    // One at least: it says that this machine is there.
    const most = Math.max(1, updates.length, scans.length)
    for (let from = 0; from < most; from += MAX_ITEMS)
      this.#put(madeMs, updates.slice(from, from + MAX_ITEMS), scans.slice(from, from + MAX_ITEMS))
  }

  #put(madeMs: Ms, updates: Update[], scans: Scanned[]): void {
    const offset = this.#clock.offset
    const { source, simulated } = this.#outbox.context
    this.#outbox.post(madeMs, tracksTopic(source), id => {
      const batch: Batch = {
        version: 2,
        id,
        madeMs,
        updates,
        ...(scans.length > 0 && { scans }),
        dark: [...this.#dark],
        ...(offset && { clock: offset }),
        simulated,
        lost: this.#outbox.dropped,
      }
      return JSON.stringify(batch)
    })
  }

  #pump(): void {
    if (!this.#options.beside.online) return
    const oldestMs = this.#options.now() - this.#options.maxMinutes * 60_000
    while (this.#flight.length < WINDOW) {
      const entries = this.#outbox.read(this.#sent, WINDOW - this.#flight.length)
      if (entries.length === 0) return
      for (const entry of entries) {
        this.#sent = entry.position
        if (entry.atMs < oldestMs && this.#flight.length === 0) this.#expire(entry)
        else this.#send(entry)
      }
    }
  }

  #send(entry: Entry): void {
    if (this.#flight.length === 0) this.#movedMs = performance.now()
    this.#flight.push(entry)
    const after = JSON.stringify(this.#last)
    this.#last = `${entry.epoch}-${entry.sequence}`
    const to = JSON.stringify(this.#options.owner)
    const parcel = `{"to":${to},"after":${after},"sentMs":${this.#options.now()},"batch":${entry.body}}`
    void this.#options.beside.say({ topic: entry.topic, body: parcel })
  }

  /** Too old to be of use: counted, and told with the next batch. */
  #expire(entry: Entry): void {
    this.#outbox.refused(1)
    this.#outbox.settle([entry])
  }

  #hear(payload: Uint8Array): void {
    const receipt = parse(Receipt, payload)
    if (!receipt) return
    this.#clock.heard(receipt.sentMs, receipt.takenMs, this.#options.now())
    let taken = 0
    while (taken < this.#flight.length && compare(idOf(this.#flight[taken]), receipt.through) <= 0) taken++
    if (taken === 0) return
    this.#movedMs = performance.now()
    this.#outbox.settle(this.#flight.splice(0, taken))
    this.#pump()
  }

  #check(): void {
    if (this.#flight.length > 0 && performance.now() - this.#movedMs >= AGAIN_MS) this.#rewind()
  }

  /** Everything that is not taken is sent again. */
  #rewind(): void {
    if (this.#flight.length > 0) this.#sent = this.#flight[0].position - 1
    this.#flight = []
    this.#last = ''
    this.#pump()
  }
}

const idOf = ({ epoch, sequence }: Entry): string => `${epoch}-${sequence}`
