import { closeSync, constants, fdatasyncSync, fstatSync, openSync, readSync, writeSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import { z } from 'zod'

/** Room for one snapshot: more than a thousand visits that are open at one time. */
const SLOT = 1 << 18
/** What the file takes. */
export const SPARE_BYTES = 2 * SLOT
/** Length, checksum and count before each. */
const HEAD = 16

/** A visit that is open, as the ledger has it. */
const Visit = z.strictObject({
  visit: z.string(),
  source: z.string(),
  started_ms: z.number(),
  last_ms: z.number(),
  entrance: z.string().nullable(),
  simulated: z.number(),
})

/** What the outbox would have to know at the next start if its database were lost now. */
const Snapshot = z.strictObject({
  source: z.string(),
  epoch: z.int(),
  /** The last position given. */
  position: z.int(),
  /** Whether events up to it were told though the database took them not. */
  isAhead: z.boolean(),
  /** Events lost so far, and those that would be lost with the database. */
  dropped: z.int(),
  waiting: z.int(),
  visits: z.array(Visit),
  streams: z.array(z.strictObject({ stream: z.string(), epoch: z.int(), sequence: z.int() })),
})
export type Snapshot = z.infer<typeof Snapshot>

/**
 * A file of a fixed size beside the database, which can still be written when the disk is full, and is there still when the database is damaged.
 * It has room for two snapshots, written by turns: one that was cut off in the middle leaves the one before it.
 */
export class Spare {
  readonly #file: string | undefined
  #handle: number | undefined
  #turn = 0
  /** What was there at the start. */
  readonly found: Snapshot | undefined

  /** `file` is that of the database; one in memory has no spare. */
  constructor(file: string) {
    this.#file = file === ':memory:' ? undefined : `${file}.spare`
    this.found = this.#read()
  }

  /** Writes a snapshot down; with `sync` it is on the disk when this returns. Throws where it cannot be, and then the one before it counts. */
  write(snapshot: Snapshot, sync: boolean): void {
    if (this.#file === undefined) return
    const handle = this.#open()
    const body = Buffer.from(JSON.stringify(snapshot))
    if (body.length > SLOT - HEAD) throw new RangeError('more visits are open than the spare has room for')
    const whole = Buffer.alloc(HEAD + body.length)
    whole.writeUInt32LE(body.length, 0)
    whole.writeUInt32LE(crc32(body), 4)
    whole.writeBigUInt64LE(BigInt(this.#turn + 1), 8)
    body.copy(whole, HEAD)
    writeSync(handle, whole, 0, whole.length, (this.#turn % 2) * SLOT)
    if (sync) fdatasyncSync(handle)
    this.#turn++
  }

  close(): void {
    if (this.#handle !== undefined) closeSync(this.#handle)
    this.#handle = undefined
  }

  /** Takes all its room at once, so that nothing written later needs any. */
  #open(): number {
    if (this.#handle !== undefined) return this.#handle
    const handle = openSync(this.#file!, constants.O_RDWR | constants.O_CREAT, 0o600)
    try {
      if (fstatSync(handle).size < SPARE_BYTES) {
        if (writeSync(handle, Buffer.alloc(SPARE_BYTES), 0, SPARE_BYTES, 0) < SPARE_BYTES)
          throw new Error('the disk is full')
        fdatasyncSync(handle)
      }
    } catch (thrown) {
      closeSync(handle)
      throw thrown
    }
    this.#handle = handle
    return handle
  }

  #read(): Snapshot | undefined {
    if (this.#file === undefined) return undefined
    let handle: number
    try {
      handle = openSync(this.#file, 'r')
    } catch {
      return undefined
    }
    try {
      const whole = Buffer.alloc(SPARE_BYTES)
      const size = readSync(handle, whole, 0, whole.length, 0)
      const slots = [0, 1].flatMap(slot => this.#parse(whole.subarray(slot * SLOT, Math.min(size, (slot + 1) * SLOT))))
      const [last] = slots.sort((a, b) => b.turn - a.turn)
      this.#turn = last?.turn ?? 0
      return last?.snapshot
    } catch {
      return undefined
    } finally {
      closeSync(handle)
    }
  }

  #parse(slot: Buffer): { turn: number; snapshot: Snapshot }[] {
    if (slot.length < HEAD) return []
    const [length, sum, turn] = [slot.readUInt32LE(0), slot.readUInt32LE(4), slot.readBigUInt64LE(8)]
    const body = slot.subarray(HEAD, HEAD + length)
    if (body.length < length || length === 0 || crc32(body) !== sum || turn > Number.MAX_SAFE_INTEGER) return []
    const read = Snapshot.safeParse(JSON.parse(body.toString('utf8')))
    return read.success ? [{ turn: Number(turn), snapshot: read.data }] : []
  }
}
