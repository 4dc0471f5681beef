import { Fault, why } from '../../config/fault.ts'
import type { Ms } from '../../config/units.ts'
import type { Context } from '../events/context.ts'
import type { Draft } from '../events/draft.ts'
import type { HealthFact } from '../health/fact.ts'
import { ailment } from '../store/ailment.ts'
import type { Store } from '../store/store.ts'
import { Alarm } from './alarm.ts'
import type { Entry } from './entry.ts'
import { Journal } from './journal.ts'
import { Lag } from './lag.ts'
import { Numbers } from './numbers.ts'
import type { OutboxOptions } from './options.ts'
import { Recent } from './recent.ts'

/** More than this are committed at once, without waiting for others. */
const GROUP = 1000
/** Events kept in memory while the disk takes none; of more, the oldest are dropped. */
const UNSTORED = 10_000
/** Longest time until acknowledged events are deleted. A crash before it sends them again, under the same ids. */
const TIDY_MS = 1000
/** How often a disk that took nothing is tried again. */
const RETRY_MS = 1000

/**
 * Keeps events until the broker has them. What is appended gets its number at once and is committed with what else comes
 * within `commitMs`; only then does the publisher see it. While the disk takes nothing, events pass through memory.
 */
export class Outbox {
  /** Of this run; grows at each start. */
  readonly epoch: number
  readonly context: Context
  /** Called when there is something new to read. Set by the publisher. */
  onReady: () => void = () => {}
  readonly #options: OutboxOptions
  readonly #file: string
  readonly #journal: Journal
  readonly #numbers: Numbers
  readonly #recent = new Recent()
  readonly #lag: Lag
  /** Positions: the last written down, the last on the disk, the last read, the last acknowledged. */
  #written: number
  #stored: number
  #read: number
  #settled: number
  #pending: Entry[] = []
  #waiting: number
  #dropped: number
  #failing = false
  /** Whether there is anything to commit. The epoch itself is, at the start. */
  #touched = true
  /** While the disk works on what was written, the next commit waits for it. */
  #syncing = false
  #overdue = false
  #closed = false
  readonly #alarm = new Alarm(() => this.#commit('soon'))

  /** Begins an epoch and ends, under it, the visits that an earlier run left open. */
  constructor(store: Store, options: OutboxOptions) {
    this.context = options.context
    this.#options = options
    this.#file = store.file
    this.#journal = new Journal(store.db, options.maxMegabytes * 1e6)
    const { epoch, count, last, dropped, told } = this.#journal.before
    this.#numbers = new Numbers(Math.max(epoch + 1, Math.floor(options.atMs / 1000)), last)
    this.epoch = this.#numbers.epoch
    this.#waiting = count
    this.#written = this.#stored = last
    this.#read = this.#settled = 0
    this.#dropped = dropped
    this.#lag = new Lag(told)
    this.append(this.#journal.ledger.interrupted(this.context))
    this.#commit('now')
  }

  /** Events that the broker has not acknowledged. */
  get waiting(): number {
    return this.#waiting
  }

  /** Events lost since the database was begun: to the limits of disk and memory, to the contract, or to the broker's refusal. */
  get dropped(): number {
    return this.#dropped
  }

  /** Takes events over, in this order. One that breaks the contract is told to `onFault`, counted, and uses up no number. */
  append(drafts: Draft | readonly Draft[]): void {
    for (const draft of Array.isArray(drafts) ? (drafts as readonly Draft[]) : [drafts as Draft]) this.#accept(draft)
    if (this.#pending.length === 0) return
    if (this.#failing) {
      this.#limitPending()
      this.onReady()
    } else if (this.#pending.length >= GROUP) this.#commit('soon')
    else this.#alarm.ringIn(this.#options.commitMs)
  }

  /** Commits what was appended; when this returns, it is on the disk. */
  flush(): void {
    this.#commit('now')
  }

  /** Up to `limit` events after a position, in order; those of earlier runs come first. */
  read(after: number, limit: number): readonly Entry[] {
    // Until they are deleted, acknowledged events still lie in the database.
    const from = Math.max(after, this.#settled)
    const safe = Math.min(limit, this.#stored - from)
    const found = safe > 0 ? (this.#recent.after(from, safe) ?? this.#journal.between(from, this.#stored, limit)) : []
    if (this.#failing && found.length < limit) {
      const more = this.#pending.filter(entry => entry.position > from)
      found.push(...more.slice(0, limit - found.length))
    }
    if (found.length > 0) this.#read = found.at(-1)!.position
    return found
  }

  /** The broker has these, and all before them. They are the oldest that were read and not settled, in order. */
  settle(entries: readonly Entry[]): void {
    const last = entries.at(-1)
    if (!last) return
    this.#touched = true
    this.#settled = last.position
    this.#waiting -= entries.length
    this.#recent.forget(last.position)
    if (this.#pending[0] && this.#pending[0].position <= last.position)
      this.#pending = this.#pending.filter(entry => entry.position > last.position)
    this.#alarm.ringIn(this.#failing ? RETRY_MS : TIDY_MS)
  }

  /** The broker will never take these, which are among those read: they count as dropped, and are still to be settled. */
  refused(count: number): void {
    this.#touched = true
    this.#dropped += count
  }

  /** What is to be told of waiting and lost events, if anything. Meant to be asked every few seconds. */
  lagging(atMs: Ms): HealthFact | undefined {
    const { waiting, dropped } = this
    const oldestMs = this.#journal.oldestMs(this.#settled) ?? this.#pending[0]?.atMs
    const fact = this.#lag.check({ waiting, dropped, settled: this.#settled, oldestMs }, atMs)
    if (fact) this.#touched = true
    return fact
  }

  /** Commits for the last time. The store stays open. */
  close(): void {
    this.#commit('now')
    this.#closed = true
    this.#alarm.off()
    if (!this.#syncing) this.#journal.disk.close()
  }

  #accept(draft: Draft): void {
    this.#touched = true
    try {
      const { event, entry } = this.#numbers.give(draft)
      this.#waiting++
      this.#journal.ledger.note(draft)
      this.#pending.push(entry)
      this.#options.onEvent?.(event)
    } catch (thrown) {
      if (!(thrown instanceof Fault)) throw thrown
      this.#dropped++
      this.#options.onFault?.(thrown)
    }
  }

  /** Writes everything down, and waits for the disk: `now`, or `soon` in the background. */
  #commit(wait: 'now' | 'soon'): void {
    this.#alarm.off()
    if (!this.#touched && (wait === 'soon' || this.#written === this.#stored)) return
    this.#overdue = this.#syncing && wait === 'soon'
    if (this.#overdue) return
    try {
      if (this.#touched) this.#write()
      if (wait === 'now') this.#journal.disk.sync()
    } catch (thrown) {
      this.#fail(thrown)
      return
    }
    if (wait === 'now') this.#arrived(this.#written)
    else if (this.#written > this.#stored) this.#syncSoon()
  }

  #write(): void {
    const { epoch } = this
    if (this.#failing) this.#journal.makeRoom(this.#settled)
    const dropped = this.#journal.write({
      pending: this.#pending,
      settled: this.#settled,
      read: this.#read,
      counters: { epoch, dropped: this.#dropped, told: this.#lag.told },
    })
    this.#dropped += dropped
    this.#waiting -= dropped
    if (this.#failing || dropped > 0) this.#recent.clear()
    else this.#recent.add(this.#pending)
    this.#pending = []
    this.#written = this.#numbers.position
    this.#failing = false
    this.#touched = false
  }

  #syncSoon(): void {
    const through = this.#written
    this.#syncing = true
    this.#journal.disk.syncSoon(error => {
      this.#syncing = false
      if (this.#closed) return this.#journal.disk.close()
      if (error) this.#fail(error)
      else this.#arrived(through)
      if (this.#overdue) this.#commit('soon')
    })
  }

  /** All up to this position is on the disk. */
  #arrived(position: number): void {
    if (position <= this.#stored) return
    this.#stored = position
    this.onReady()
  }

  #limitPending(): void {
    const over = this.#pending.length - UNSTORED
    if (over <= 0) return
    const from = this.#pending.findIndex(entry => entry.position > this.#read)
    const gone = from < 0 ? 0 : this.#pending.splice(from, over).length
    this.#dropped += gone
    this.#waiting -= gone
  }

  #fail(thrown: unknown): void {
    if (!this.#failing) {
      const full = ailment(thrown) === 'full'
      const details = { file: this.#file, why: why(thrown) }
      this.#options.onFault?.(new Fault(full ? 'STORE_FULL' : 'STORE_UNWRITABLE', details, thrown))
    }
    this.#failing = true
    // What was written but is not known to be on the disk is older than what could not be written.
    this.#stored = this.#written
    this.#limitPending()
    this.#alarm.ringIn(RETRY_MS)
    this.onReady()
  }
}
