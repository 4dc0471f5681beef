import type Database from 'better-sqlite3'
import type { Ms } from '../../config/units.ts'
import { type Place, PUBLIC } from '../events/wire.ts'
import { RANKS, type Rank } from './rank.ts'
import type { Rows } from './rows.ts'
import { Statistics } from './statistics.ts'

/** How many rows a crowded database loses at a time. */
const LOSS = 256
/** How often it is noted where the outbox stands. */
const MILESTONE_MS: Ms = 600_000
const DAY_MS: Ms = 86_400_000
/** What is told of may have happened so long before. */
const LATE_MS: Ms = 3_600_000

/** How long what the broker has is kept; see the section `outbox` of the configuration. */
export interface Keeping {
  readonly keepDays: number
  readonly acknowledgedBy: readonly string[]
}

/** How far things are, by positions, and by the clock. */
export interface Standing {
  /** Entries up to here the broker has. */
  readonly settled: number
  /** Entries up to here may be on their way. */
  readonly read: number
  readonly written: number
  /** How long the agent has run in all, over all its starts. */
  readonly ranMs: Ms
  readonly wallMs: Ms
}

/** What had to go: entries that the broker never had, and those that it had and a subscriber did not acknowledge. */
export interface Gone {
  readonly undelivered: number
  readonly unacknowledged: number
}

/**
 * What is kept and what goes. An entry that the broker has stays, to be told again, until every subscriber who is waited for has acknowledged
 * it, or until it is too old or takes room that is needed; without `keeping` it goes at once. One that the broker does not have goes last, those
 * of the highest rank behind all others; statistics go before what is waited for. Age is time that the agent ran: a clock that is set makes
 * nothing older.
 */
export class Retention {
  readonly #rows: Rows
  readonly #statistics: Statistics
  readonly #maxBytes: number
  readonly #keeping: Keeping | undefined
  /** Of each subscriber and stream the position up to which it has all. */
  readonly #acks = new Map<string, number>()
  readonly #changed = new Set<string>()
  /** Up to where each stream was rid of what all have who are waited for; what becomes of it with the transaction being written. */
  readonly #rid = new Map<string, number>()
  readonly #riding = new Map<string, number>()
  readonly #putAck: Database.Statement
  readonly #putMilestone: Database.Statement
  readonly #oldMilestone: Database.Statement
  readonly #tidyMilestones: Database.Statement
  readonly #before: Database.Statement
  readonly #behind: Database.Statement
  #deleted = 0
  #markedMs: Ms = Number.NEGATIVE_INFINITY

  constructor(db: Database.Database, rows: Rows, maxBytes: number, keeping: Keeping | undefined) {
    this.#rows = rows
    this.#statistics = new Statistics(db, maxBytes)
    this.#maxBytes = maxBytes
    this.#keeping = keeping
    this.#putAck = db.prepare(
      `INSERT INTO ack (subscriber, stream, position) VALUES (?, ?, ?)
       ON CONFLICT (subscriber, stream) DO UPDATE SET position = excluded.position`,
    )
    this.#putMilestone = db.prepare('INSERT OR IGNORE INTO milestone (position, ran_ms, wall_ms) VALUES (?, ?, ?)')
    this.#oldMilestone = db.prepare('SELECT max(position) FROM milestone WHERE ran_ms <= ?').pluck()
    this.#tidyMilestones = db.prepare('DELETE FROM milestone WHERE position < ?')
    this.#before = db
      .prepare(
        `SELECT max(position) FROM milestone
         WHERE position < (SELECT coalesce(min(position), ${Number.MAX_SAFE_INTEGER}) FROM milestone WHERE wall_ms > ?)`,
      )
      .pluck()
    this.#behind = db
      .prepare(
        `SELECT min(position) FROM milestone
         WHERE position > (SELECT coalesce(max(position), -1) FROM milestone WHERE wall_ms <= ?)`,
      )
      .pluck()
    const acks = db.prepare('SELECT subscriber, stream, position FROM ack').all() as {
      subscriber: string
      stream: string
      position: number
    }[]
    for (const { subscriber, stream, position } of acks) this.#acks.set(key(subscriber, stream), position)
  }

  /** A subscriber has everything of a stream up to a place. Answers whether that is news of one who is waited for. */
  acknowledge(subscriber: string, place: Place): boolean {
    if (!this.#keeping?.acknowledgedBy.includes(subscriber)) return false
    const name = key(subscriber, place.stream)
    const position = this.#rows.positionOf(place)
    if (position <= (this.#acks.get(name) ?? 0)) return false
    this.#acks.set(name, position)
    this.#changed.add(name)
    return true
  }

  /** From which position on to look for what happened since a time: it was written down after that, or not much before. */
  from(sinceMs: Ms): number {
    return (this.#before.get(sinceMs - LATE_MS) as number | null) ?? 0
  }

  /** Up to which position to look for what happened until a time, but for ends: it was written down within a day. */
  through(untilMs: Ms): number {
    return (this.#behind.get(untilMs + DAY_MS) as number | null) ?? Number.MAX_SAFE_INTEGER
  }

  /** Takes out what is done with, too old or too much; to be called within a transaction. */
  write(at: Standing): Gone {
    for (const name of this.#changed) {
      const [subscriber, stream] = parts(name)
      this.#putAck.run(subscriber, stream, this.#acks.get(name))
    }
    if (at.ranMs - this.#markedMs >= MILESTONE_MS) this.#statistics.limit()
    const keeping = this.#keeping
    if (!keeping) {
      if (at.settled > this.#deleted) this.#rows.removeThrough(at.settled)
      return this.#limit(at, at.settled)
    }
    this.#removeTaken(at.settled)
    const old = this.#expire(at, keeping)
    const crowded = this.#limit(at, keeping.acknowledgedBy.length === 0 ? at.settled : 0)
    return {
      undelivered: old.undelivered + crowded.undelivered,
      unacknowledged: old.unacknowledged + crowded.unacknowledged,
    }
  }

  /**
   * Takes out what was told of a member who is erased, to the subscriber who hears it by an entry, before that entry: to be called within a
   * transaction. An end that the broker does not have yet still goes out. Answers how many go that it does not have.
   */
  erase({ stream, position }: Place & { position: number }, member: string, { settled, read }: Standing): number {
    const said = { stream, words: JSON.stringify(member) }
    const waiting = Math.max(read, settled)
    for (const rank of RANKS) this.#rows.erase(rank, said, 0, Math.min(rank === 0 ? waiting : settled, position - 1))
    return this.#rows.erase(0, said, waiting, position - 1)
  }

  /** The transaction is written. */
  written({ settled, ranMs }: Standing): void {
    this.#changed.clear()
    for (const [stream, position] of this.#riding) this.#rid.set(stream, position)
    this.#deleted = settled
    if (ranMs - this.#markedMs >= MILESTONE_MS) this.#markedMs = ranMs
  }

  /**
   * Lets go of what everybody has. Where there is nothing of that, and somebody is waited for: of statistics, and of a few of the oldest that
   * the broker has only once it is pressing, as memory holds what the disk does not take. Where nobody is: of these at once, of which nobody
   * misses any, and of statistics last. It may be all that a full disk can still do, and what helps it. Answers how many events that somebody
   * still waits for went.
   */
  makeRoom(settled: number, isPressing: boolean): number {
    const done = this.#keeping ? this.#removeTaken(settled) : this.#rows.removeThrough(settled)
    const isAwaited = this.#waitedFor.length > 0
    if (done > 0 || (isAwaited && (this.#statistics.shed(LOSS) > 0 || !isPressing))) return 0
    for (const rank of RANKS) {
      const { removed, missed } = this.#remove(rank, 0, settled, LOSS)
      if (removed > 0) return missed
    }
    this.#statistics.shed(LOSS)
    return 0
  }

  /** Takes out what all have who are waited for; answers how much that was. */
  #removeTaken(settled: number): number {
    let count = 0
    for (const stream of this.#waitedFor) {
      const [from, taken] = [this.#rid.get(stream) ?? 0, Math.min(settled, this.#takenOf(stream))]
      if (taken <= from) continue
      count += this.#rows.removeTaken(from, taken, stream)
      this.#riding.set(stream, taken)
    }
    return count
  }

  /** The streams of which somebody must have everything. */
  get #waitedFor(): string[] {
    const named = this.#keeping?.acknowledgedBy ?? []
    return named.length === 0 ? [] : [PUBLIC, ...named]
  }

  /** How far all who are waited for have a stream: of what is for one alone, that one. */
  #takenOf(stream: string): number {
    const named = this.#keeping!.acknowledgedBy
    const waitedFor = stream === PUBLIC ? named : named.filter(name => name === stream)
    return waitedFor.length === 0 ? 0 : Math.min(...waitedFor.map(name => this.#acks.get(key(name, stream)) ?? 0))
  }

  /** Takes out up to `limit` of the oldest; of them those count as missed that somebody waits for. */
  #remove(rank: Rank, after: number, through: number, limit: number): { removed: number; missed: number } {
    const streams = this.#waitedFor
    const taken = () => Object.fromEntries(streams.map(stream => [stream, this.#takenOf(stream)]))
    const missed = streams.length === 0 ? 0 : this.#rows.countOldest(rank, after, through, limit, taken())
    return { removed: this.#rows.removeOldest(rank, after, through, limit), missed }
  }

  #expire({ settled, read, written, ranMs, wallMs }: Standing, { keepDays }: Keeping): Gone {
    if (ranMs - this.#markedMs < MILESTONE_MS) return NONE
    this.#putMilestone.run(written, Math.round(ranMs), Math.round(wallMs))
    const through = (this.#oldMilestone.get(Math.round(ranMs - keepDays * DAY_MS)) as number | null) ?? 0
    if (through === 0) return NONE
    let [undelivered, unacknowledged] = [0, 0]
    for (const rank of RANKS) {
      unacknowledged += this.#remove(rank, 0, Math.min(through, settled), -1).missed
      undelivered += this.#rows.removeOldest(rank, Math.max(read, settled), through, -1)
    }
    this.#tidyMilestones.run(through)
    return { undelivered, unacknowledged }
  }

  /** Makes room: `free` are those up to a position that nobody waits for any more. Statistics, of which little is kept, go only after them. */
  #limit({ settled, read }: Standing, free: number): Gone {
    let [undelivered, unacknowledged] = [0, 0]
    const remove = (after: number, through: number) =>
      RANKS.reduce<number>((sum, rank) => sum + this.#rows.removeOldest(rank, after, through, LOSS), 0)
    while (this.#rows.usedBytes() > this.#maxBytes) {
      if (free > 0 && remove(0, free) > 0) continue
      free = 0
      if (this.#statistics.shed(LOSS) > 0) continue
      const had = RANKS.map(rank => this.#remove(rank, 0, settled, LOSS))
      unacknowledged += had.reduce((sum, { missed }) => sum + missed, 0)
      if (had.some(({ removed }) => removed > 0)) continue
      const waiting = Math.max(read, settled)
      const rank = RANKS.find(one => {
        const removed = this.#rows.removeOldest(one, waiting, Number.MAX_SAFE_INTEGER, LOSS)
        undelivered += removed
        return removed > 0
      })
      if (rank === undefined) break
    }
    return { undelivered, unacknowledged }
  }
}

const NONE: Gone = { undelivered: 0, unacknowledged: 0 }

/** No name of a subscriber or stream has a blank in it. */
const key = (subscriber: string, stream: string) => `${subscriber} ${stream}`
const parts = (name: string) => name.split(' ') as [subscriber: string, stream: string]
