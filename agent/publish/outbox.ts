import { Fault } from '../../config/fault.ts'
import type { Ms } from '../../config/units.ts'
import type { Context } from '../events/context.ts'
import type { Draft } from '../events/draft.ts'
import type { Place } from '../events/wire.ts'
import type { HealthFact } from '../health/fact.ts'
import type { OutboxReading } from '../health/readings.ts'
import type { Store } from '../store/store.ts'
import { Alarm } from './alarm.ts'
import { beginning } from './beginning.ts'
import { Doubt } from './doubt.ts'
import type { Entry } from './entry.ts'
import { Journal } from './journal.ts'
import { Lag } from './lag.ts'
import type { Numbers } from './numbers.ts'
import type { OutboxOptions } from './options.ts'
import { Pending } from './pending.ts'
import { Recent } from './recent.ts'
import { Refuge } from './refuge.ts'
import { type Query, type Replay, replay } from './replay.ts'

/** More than this are committed at once, without waiting for others. */
const GROUP = 1000
/** Longest time until acknowledged events are deleted. A crash before it sends them again, under the same ids. */
const TIDY_MS = 1000
/** How often a disk that took nothing is tried again, and events go out that it did not take. */
const RETRY_MS = 250

/** Two clocks of one machine are no further apart. */
const AHEAD_MS: Ms = 1000

/**
 * Keeps events until the broker has them. What is appended gets its number at once and is committed when the last commit is `commitMs`
 * ago, with what else came by then; only then does the publisher see it. While the disk takes nothing, events pass through memory.
 */
export class Outbox {
  /** Of this run; grows at each start. */
  readonly epoch: number
  readonly context: Context
  /** How many an earlier run left in the shop, and when it was last alive. */
  readonly before: { readonly inside: number; readonly aliveMs: Ms }
  /** Called when there is something new to read. Set by the publisher. */
  onReady: () => void = () => {}
  readonly #options: OutboxOptions
  readonly #journal: Journal
  readonly #refuge: Refuge
  readonly #numbers: Numbers
  readonly #recent = new Recent()
  readonly #lag: Lag
  /** Positions: the last written down, the last on the disk, the last read, the last acknowledged. */
  #written: number
  #stored: number
  #read: number
  #settled: number
  readonly #pending = new Pending()
  #waiting: number
  #lost: number
  /** When the last was lost that was since the start, by the clock that nobody sets. */
  #lostMs: number | undefined
  #published = 0
  /** When the broker last acknowledged anything, as `performance.now()` tells it. */
  #acknowledgedMs: number | undefined
  readonly #doubt = new Doubt(thrown => {
    this.#touched = true
    this.#fail(thrown)
  })
  /** Whether there is anything to commit. The epoch itself is, at the start. */
  #touched = true
  #isClosed = false
  /** While the disk works on what was written, the next commit waits for it. */
  #overdue = false
  #committedMs = Number.NEGATIVE_INFINITY
  /** Whether the times of the last event were right. */
  #isSynchronised: boolean
  readonly #sinceMs = performance.now()
  readonly #alarm = new Alarm(() => this.#commit('soon'))

  /** Begins an epoch and ends, under it, the visits that an earlier run left open, and empties the zones that it left people in. */
  constructor(store: Store, options: OutboxOptions) {
    this.context = options.context
    this.#options = options
    this.#journal = new Journal(store.db, options.maxMegabytes * 1e6, options.keeping)
    this.#refuge = new Refuge(store, { snapshot: () => this.#snapshot(), onFault: options.onFault })
    const { source } = options.context
    const begun = beginning(this.#journal.before, this.#refuge.found(source), options.atMs)
    this.#numbers = begun.numbers
    this.epoch = begun.numbers.epoch
    this.#waiting = begun.waiting
    this.#lost = begun.dropped
    this.#written = this.#stored = this.#refuge.through = begun.position
    this.#read = this.#settled = begun.settled
    this.#lag = new Lag(this.#journal.before.told)
    this.before = this.#journal.counts.before(this.context)
    this.#isSynchronised = this.#journal.before.unsynchronised === 0
    this.#takeUp([
      ...this.#journal.ledger.interrupted(this.context, begun.visits),
      ...this.#journal.counts.left(this.context),
    ])
    this.#commit('now')
    this.#refuge.note()
    if (!this.#refuge.isOpen) this.#journal.shrink()
  }

  /** Events that the broker has not acknowledged. */
  get waiting(): number {
    return this.#waiting
  }

  /** Events lost since the database was begun: to the limits of disk and memory, to the contract, or to the broker's refusal. */
  get dropped(): number {
    return this.#dropped
  }

  get #dropped(): number {
    return this.#lost
  }

  set #dropped(count: number) {
    if (count > this.#lost) this.#lostMs = performance.now()
    this.#lost = count
  }

  /** Figures for those who watch it; those of a disk that does not answer, or after {@link close}, are missing. */
  figures(atMs: Ms): Omit<OutboxReading, 'publishedPerSecond'> {
    const { rows } = this.#journal
    const isAsked = !this.#doubt.exists && !this.#isClosed
    const oldestMs = isAsked && this.#waiting > 0 ? this.#oldestMs() : undefined
    const usedBytes = isAsked ? this.#doubt.ask(() => rows.usedBytes()) : undefined
    const [acknowledged, lost] = [this.#acknowledgedMs, this.#lostMs]
    return {
      waiting: this.#waiting,
      dropped: this.#dropped,
      published: this.#published,
      ...(lost !== undefined && { droppedSeconds: (performance.now() - lost) / 1000 }),
      ...(usedBytes !== undefined && { usedMegabytes: usedBytes / 1e6 }),
      ...(oldestMs !== undefined && { oldestSeconds: Math.max(0, (atMs - oldestMs) / 1000) }),
      ...(acknowledged !== undefined && { acknowledgedSeconds: (performance.now() - acknowledged) / 1000 }),
    }
  }

  /** Takes events over, in this order. One that breaks the contract is told to `onFault`, counted, and uses up no number. */
  append(drafts: Draft | readonly Draft[]): void {
    for (const draft of Array.isArray(drafts) ? (drafts as readonly Draft[]) : [drafts as Draft]) this.#accept(draft)
    this.#commitSoon()
  }

  /** Takes over something that is no event of the contract and never leaves the store; its content is made from its id. */
  post(atMs: Ms, topic: string, make: (id: string) => string): void {
    this.#touched = true
    this.#waiting++
    this.#pending.entries.push(this.#numbers.post(atMs, topic, make))
    this.#commitSoon()
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
    const found = safe > 0 ? (this.#recent.after(from, safe) ?? this.#load(from, limit)) : []
    if (this.#refuge.isOpen && found.length < limit)
      found.push(...this.#pending.between(from, this.#refuge.through, limit - found.length))
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
    this.#published += entries.length
    this.#acknowledgedMs = performance.now()
    this.#recent.forget(last.position)
    this.#pending.forget(last.position)
    // With all on the disk behind us only what is pending waits. Anything else was not to be read: it is lost.
    if (last.position >= this.#written) this.#drop(this.#waiting - this.#pending.count)
    this.#alarm.ringIn(this.#refuge.isOpen ? RETRY_MS : TIDY_MS)
  }

  /** A subscriber has everything of a stream up to a place. */
  acknowledge(subscriber: string, through: Place): void {
    if (!this.#numbers.reaches(through)) return
    const news = this.#doubt.ask(() => this.#journal.retention.acknowledge(subscriber, through))
    if (!news) return
    this.#touched = true
    this.#alarm.ringIn(this.#refuge.isOpen ? RETRY_MS : TIDY_MS)
  }

  /** Events that are still kept, to be told again, up to `most` of them. @throws what SQLite throws */
  replay(query: Query, most?: number): Replay {
    return replay(this.#journal, query, this.#stored, most)
  }

  /** The broker will never take these, which are among those read: they count as dropped, and are still to be settled. */
  refused(count: number): void {
    this.#touched = true
    this.#dropped += count
  }

  /** What is to be told of waiting and lost events, if anything. Meant to be asked every few seconds. */
  lagging(atMs: Ms): HealthFact | undefined {
    const { waiting, dropped } = this
    const oldestMs = this.#oldestMs()
    const fact = this.#lag.check({ waiting, dropped, settled: this.#settled, oldestMs }, atMs)
    if (fact) this.#touched = true
    return fact
  }

  /** Commits for the last time. The store stays open. */
  close(): void {
    this.#isClosed = true
    this.#commit('now')
    this.#alarm.off()
    this.#refuge.close()
    this.#journal.disk.close()
  }

  #oldestMs(): Ms | undefined {
    return this.#doubt.ask(() => this.#journal.rows.oldestMs(this.#settled)) ?? this.#pending.entries[0]?.atMs
  }

  /** Entries from the disk; where it gives none, those that are in memory too. */
  #load(after: number, limit: number): Entry[] {
    const ask = () => this.#journal.rows.between(Math.max(after, this.#settled), this.#stored, limit)
    return this.#doubt.ask(ask) ?? this.#recent.known(after, limit)
  }

  /** So many of those that wait are lost. */
  #drop(count: number): void {
    this.#dropped += count
    this.#waiting -= count
  }

  /** What is told now of an earlier run. Its times were right if they were when it ended, unless they are yet to come. */
  #takeUp(drafts: readonly Draft[]): void {
    const wereRight = this.#isSynchronised
    for (const draft of drafts) this.#accept(draft, wereRight && draft.atMs <= this.#options.atMs + AHEAD_MS)
    this.#isSynchronised = wereRight
    this.#journal.counts.begin()
    this.#commitSoon()
  }

  #accept(draft: Draft, isSynchronised = this.#options.isSynchronised?.() ?? true): void {
    this.#touched = true
    this.#isSynchronised = isSynchronised
    try {
      const { event, entry } = this.#numbers.give(draft, isSynchronised)
      this.#waiting++
      this.#journal.ledger.note(draft)
      this.#journal.counts.note(draft)
      this.#journal.mapped.note(draft)
      this.#pending.entries.push(entry)
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
    this.#overdue = this.#journal.disk.isBusy && wait === 'soon'
    if (this.#overdue) return
    const healed = this.#doubt.exists
    try {
      if (this.#touched) this.#write()
      if (wait === 'now') this.#journal.disk.sync()
      else if (this.#written > this.#stored) this.#syncSoon()
    } catch (thrown) {
      this.#fail(thrown)
      this.onReady()
      return
    }
    if (wait === 'now') this.#arrived(this.#written)
    if (healed) this.onReady()
  }

  #commitSoon(): void {
    if (this.#pending.count === 0) return
    if (this.#refuge.isOpen) this.#alarm.ringIn(RETRY_MS)
    else if (this.#pending.count >= GROUP) this.#commit('soon')
    else this.#alarm.ringIn(Math.max(0, this.#committedMs + this.#options.commitMs - performance.now()))
  }

  #write(): void {
    this.#committedMs = performance.now()
    if (this.#refuge.isFull) this.#makeRoom()
    this.#doubt.settle()
    const elapsedMs = this.#options.elapsedMs?.() ?? performance.now() - this.#sinceMs
    const { undelivered, unacknowledged, isErased } = this.#journal.write({
      pending: this.#pending.entries,
      streams: this.#numbers.changed(),
      ...{ settled: this.#settled, read: this.#read, written: this.#numbers.position },
      ...{ ranMs: this.#journal.before.ranMs + elapsedMs, wallMs: this.#options.atMs + elapsedMs },
      counters: {
        ...{ epoch: this.epoch, dropped: this.#dropped, told: this.#lag.told },
        unsynchronised: this.#isSynchronised ? 0 : 1,
      },
    })
    this.#numbers.written()
    this.#drop(undelivered)
    this.#dropped += unacknowledged
    if (this.#refuge.isOpen || undelivered > 0 || isErased) this.#recent.clear()
    else this.#recent.add(this.#pending.entries)
    this.#pending.entries = []
    this.#written = this.#numbers.position
    this.#refuge.leave()
    this.#touched = false
    if (isErased) this.#journal.forget()
  }

  /** What goes for it is counted before anything else can fail. */
  #makeRoom(): void {
    this.#dropped += this.#journal.makeRoom(this.#settled, this.#dropped, this.#pending.isCrowded)
    this.#journal.rows.checkpoint()
  }

  #syncSoon(): void {
    const through = this.#written
    this.#journal.disk.syncSoon(error => {
      if (error) this.#fail(error)
      if (error) this.onReady()
      else this.#arrived(through)
      if (this.#overdue) this.#commit('soon')
    })
  }

  /** All up to this position is on the disk. */
  #arrived(position: number): void {
    if (position <= this.#stored) return
    this.#refuge.keepUp(this.#journal.ledger.turns)
    this.#stored = position
    this.onReady()
  }

  #snapshot() {
    const [{ position }, { source }] = [this.#numbers, this.context]
    const [dropped, waiting, epoch] = [this.#dropped, this.#waiting, this.epoch]
    return {
      source,
      epoch,
      position,
      dropped,
      waiting,
      visits: this.#journal.ledger.open(),
      streams: this.#numbers.all(),
    }
  }

  #fail(thrown: unknown): void {
    // What was written but is not known to be on the disk is older than what could not be written.
    if (this.#refuge.open(thrown)) this.#stored = this.#written
    this.#drop(this.#pending.limit(this.#read))
    this.#alarm.ringIn(RETRY_MS)
  }
}
