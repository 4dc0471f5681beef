import type Database from 'better-sqlite3'
import type { Ms } from '../../config/units.ts'
import { idOf, type Place, PUBLIC } from '../events/wire.ts'
import type { Entry } from './entry.ts'
import type { Rank } from './rank.ts'

/** Where the entries of each rank lie. */
const TABLES = ['outbox', 'outbox_last'] as const satisfies Record<Rank, string>

const ENTRY = 'position, epoch, sequence, at_ms AS atMs, topic, body, stream'
/** How far to look for what happened until a time. An end may be told long after: at the next start. */
const UNTIL = [':through', ':written'] as const satisfies Record<Rank, string>
const EACH = TABLES.map((table, rank) => `SELECT ${ENTRY}, ${rank} AS rank FROM ${table}`)

/** The tables of the outbox, one method a statement. Counts nothing, decides nothing. */
export class Rows {
  readonly #db: Database.Database
  readonly #insert: readonly Database.Statement[]
  readonly #after: Database.Statement
  readonly #within: Database.Statement
  readonly #sinceOfAll: Database.Statement
  readonly #sinceOfOne: Database.Statement
  readonly #remove: readonly Database.Statement[]
  readonly #removeOldest: readonly Database.Statement[]
  readonly #countOldest: readonly Database.Statement[]
  readonly #erase: readonly Database.Statement[]
  readonly #removeTaken: readonly Database.Statement[]
  readonly #span: Database.Statement
  readonly #oldest: Database.Statement
  readonly #first: Database.Statement
  readonly #at: Database.Statement
  readonly #streams: Database.Statement
  readonly #setStream: Database.Statement
  readonly #counter: Database.Statement
  readonly #setCounter: Database.Statement

  constructor(db: Database.Database) {
    this.#db = db
    const each = (sql: (table: string) => string) => TABLES.map(table => db.prepare(sql(table)))
    const both = (where: string, order = 'position') =>
      db.prepare(`${EACH.map(select => `${select} WHERE ${where}`).join(' UNION ALL ')} ORDER BY ${order} LIMIT :limit`)
    this.#insert = each(
      table =>
        `INSERT INTO ${table} (position, epoch, sequence, at_ms, topic, body, stream) VALUES (?, ?, ?, ?, ?, ?, ?)`,
    )
    this.#after = both('position > :after AND position <= :through')
    const PLACES = '(epoch, sequence) > (:afterEpoch, :afterSequence) AND (epoch, sequence) <= (:epoch, :sequence)'
    this.#within = both(`stream = :stream AND position <= :written AND ${PLACES}`, 'epoch, sequence')
    // By position, not by the index of the streams, where that would be to sort nearly all there is.
    const since = (stream: string) =>
      db.prepare(
        `${EACH.map(
          (select, rank) => `${select} WHERE ${stream} = :stream AND position > :after AND position <= ${UNTIL[rank]}
           AND at_ms >= :sinceMs AND at_ms <= :untilMs`,
        ).join(' UNION ALL ')} ORDER BY position LIMIT :limit`,
      )
    this.#sinceOfAll = since('+stream')
    this.#sinceOfOne = since('stream')
    this.#remove = each(table => `DELETE FROM ${table} WHERE position <= ?`)
    this.#removeOldest = each(
      table =>
        `DELETE FROM ${table} WHERE position IN
         (SELECT position FROM ${table} WHERE position > ? AND position <= ? ORDER BY position LIMIT ?)`,
    )
    this.#countOldest = each(
      table =>
        `SELECT count(*) FROM (SELECT position, stream FROM ${table} WHERE position > ? AND position <= ? ORDER BY position LIMIT ?) AS entry
         JOIN json_each(?) AS taken ON entry.stream = taken.key AND entry.position > taken.value`,
    ).map(statement => statement.pluck())
    this.#erase = each(
      table => `DELETE FROM ${table} WHERE stream = ? AND +position > ? AND +position <= ? AND instr(body, ?) > 0`,
    )
    this.#removeTaken = each(table => `DELETE FROM ${table} WHERE position > ? AND position <= ? AND +stream = ?`)
    this.#span = db.prepare(
      `SELECT count(*) AS count, max(position) AS last FROM
       (${TABLES.map(table => `SELECT position FROM ${table} WHERE position > :after`).join(' UNION ALL ')})`,
    )
    this.#oldest = both('position > :after AND position <= :through')
    this.#first = both('stream = :stream AND position <= :written', 'epoch, sequence')
    this.#at = db
      .prepare(
        `SELECT max(position) FROM (${TABLES.map(
          table => `SELECT * FROM (SELECT position FROM ${table} WHERE stream = :stream AND (epoch, sequence) <= (:epoch, :sequence)
                  ORDER BY epoch DESC, sequence DESC LIMIT 1)`,
        ).join(' UNION ALL ')})`,
      )
      .pluck()
    this.#streams = db.prepare('SELECT name AS stream, epoch, sequence FROM stream')
    this.#setStream = db.prepare(
      `INSERT INTO stream (name, epoch, sequence) VALUES (:stream, :epoch, :sequence)
       ON CONFLICT (name) DO UPDATE SET epoch = excluded.epoch, sequence = excluded.sequence`,
    )
    this.#counter = db.prepare('SELECT value FROM counter WHERE name = ?').pluck()
    this.#setCounter = db.prepare(
      'INSERT INTO counter (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
    )
  }

  insert({ position, epoch, sequence, atMs, topic, body, stream, rank }: Entry): void {
    this.#insert[rank].run(position, epoch, sequence, Math.round(atMs), topic, body, stream)
  }

  /** Up to `limit` entries after one position, up to and with another, in order. */
  between(after: number, through: number, limit: number): Entry[] {
    return this.#after.all({ after, through, limit }) as Entry[]
  }

  /** Up to `limit` entries of a stream after one place, up to and with another, in order; none after a position. */
  within(after: Place, { stream, epoch, sequence }: Place, written: number, limit: number): Entry[] {
    const { epoch: afterEpoch, sequence: afterSequence } = after
    return this.#within.all({ stream, afterEpoch, afterSequence, epoch, sequence, written, limit }) as Entry[]
  }

  /** Up to `limit` entries of a stream that happened in a time, after one position, none after `written`, and only ends after `through`. */
  since(
    stream: string,
    sinceMs: Ms,
    untilMs: Ms,
    { after, through, written, limit }: Record<'after' | 'through' | 'written' | 'limit', number>,
  ): Entry[] {
    const statement = stream === PUBLIC ? this.#sinceOfAll : this.#sinceOfOne
    return statement.all({ stream, sinceMs, untilMs, after, through, written, limit }) as Entry[]
  }

  /** The id of the first entry of a stream, if there is one up to a position. */
  first(stream: string, written: number): string | undefined {
    const [entry] = this.#first.all({ stream, written, limit: 1 }) as Entry[]
    return entry && idOf(entry)
  }

  /** The position of the last entry of a stream up to a place; 0 where there is none any more. */
  positionOf(place: Place): number {
    return (this.#at.get(place) as number | null) ?? 0
  }

  /** Answers how many there were. */
  removeThrough(position: number): number {
    return this.#remove.reduce((count, statement) => count + statement.run(position).changes, 0)
  }

  /** Removes what a stream says in so many words after one position, up to and with another; answers how many there were. */
  erase(rank: Rank, { stream, words }: { stream: string; words: string }, after: number, through: number): number {
    return this.#erase[rank].run(stream, after, through, words).changes
  }

  /** Removes what lies after one position, up to and with another, in one stream; answers how many there were. */
  removeTaken(after: number, through: number, stream: string): number {
    return this.#removeTaken.reduce((count, statement) => count + statement.run(after, through, stream).changes, 0)
  }

  /** Removes up to `limit` of the oldest entries of a rank after one position, up to and with another; answers how many there were. */
  removeOldest(rank: Rank, after: number, through: number, limit: number): number {
    return this.#removeOldest[rank].run(after, through, limit).changes
  }

  /** Of those that this would remove, how many lie in one of some streams, and there after the position that is given for it. */
  countOldest(
    rank: Rank,
    after: number,
    through: number,
    limit: number,
    taken: Readonly<Record<string, number>>,
  ): number {
    return this.#countOldest[rank].get(after, through, limit, JSON.stringify(taken)) as number
  }

  /** How many entries there are after a position, and the position of the last of all. */
  span(after: number): { count: number; last: number } {
    const { count, last } = this.#span.get({ after }) as { count: number; last: number | null }
    return { count, last: last ?? 0 }
  }

  /** When the oldest entry after a position happened. */
  oldestMs(after: number): Ms | undefined {
    const [entry] = this.#oldest.all({ after, through: Number.MAX_SAFE_INTEGER, limit: 1 }) as Entry[]
    return entry?.atMs
  }

  /** The last place given in each stream. */
  streams(): Place[] {
    return this.#streams.all() as Place[]
  }

  setStream(place: Place): void {
    const { stream, epoch, sequence } = place
    this.#setStream.run({ stream, epoch, sequence })
  }

  counter(name: string): number {
    return (this.#counter.get(name) as number | undefined) ?? 0
  }

  setCounter(name: string, value: number): void {
    this.#setCounter.run(name, value)
  }

  /** Bytes of the pages that hold something. */
  usedBytes(): number {
    return (this.#pragma('page_count') - this.#pragma('freelist_count')) * this.#pragma('page_size')
  }

  /** Bytes of all pages. */
  allBytes(): number {
    return this.#pragma('page_count') * this.#pragma('page_size')
  }

  /** Writes all of it anew, without the pages that hold nothing. */
  compact(): void {
    this.#db.exec('VACUUM')
    this.checkpoint()
  }

  /** Carries the write-ahead log over into the database, which makes room for it. */
  checkpoint(): void {
    this.#db.pragma('wal_checkpoint(TRUNCATE)')
  }

  #pragma(name: string): number {
    return this.#db.pragma(name, { simple: true }) as number
  }
}
