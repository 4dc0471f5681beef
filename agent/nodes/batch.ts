import { z } from 'zod'
import { Slug } from '../../config/shapes.ts'
import type { Placed, PlacedBuffer } from '../floor/placed.ts'
import type { Reach } from '../floor/reach.ts'
import { BESIDE, SPREAD, XX, XY, YY } from '../floor/spread.ts'

/**
 * What a machine that sees tells the one that owns the journeys, as JSON, on `aisle/v1/{tenant}/{store}/{agent}/node/tracks` of
 * the store's own broker. Positions are to the millimetre here, since squares of half a metre cannot be joined; so this stays
 * in the store: **a bridge to another broker must not forward `node/`**. A track's number counts within its tracker alone and
 * leads nowhere; nothing of a picture, a body or a device is in it.
 */
const MAX_TRACKS = 2000
/** Updates in a batch, and scans in it, at the most: whoever has more makes several. */
export const MAX_ITEMS = 1000
const finite = z.number().refine(Number.isFinite)

/** Numbers a track: id, x, y in metres, its spread (spread.ts), trust, and flags: 1 seen, 2 counts. */
const TRACK = 5 + SPREAD
/** What nothing is known of is a metre off. */
const UNKNOWN = [1, 0, 1, 1]
const SEEN = 1
const COUNTS = 2

/** A hand in a shelf, by the name that it has on the plan of all machines; of one track in one picture. */
const Reached = z.strictObject({
  track: finite,
  shelf: Slug,
  hand: z.enum(['left', 'right']).optional(),
  /** What the picture stands for of the time. */
  pictureMs: z.number().min(0).max(60_000),
})
export type Reached = z.infer<typeof Reached>

/** A code that was read, without what was in it, and in which zone of the plan the scanner stands. */
const Scanned = z.strictObject({
  atMs: finite,
  scanner: Slug,
  zone: Slug.optional(),
  campaign: Slug.optional(),
  code: z.enum(['coupon', 'product', 'pass', 'badge', 'unknown']),
  tracks: z.enum(['code', 'person']),
})
export type Scanned = z.infer<typeof Scanned>

const Update = z.strictObject({
  sensor: Slug,
  atMs: finite,
  reaches: z.array(Reached).max(200).optional(),
  /** {@link TRACK} numbers each, one after the other. */
  tracks: z
    .array(finite)
    .max(TRACK * MAX_TRACKS)
    .refine(flat => flat.length % TRACK === 0, 'whole tracks'),
})

/** `{epoch}-{sequence}` of a batch; empty where none is known. */
const Id = z.string().regex(/^(\d{1,12}-\d{1,10})?$/)

/** By how much a machine's clock is ahead of the owner's, as far as it can tell, and how far off that may be. */
const Clock = z.strictObject({ aheadMs: finite, errorMs: z.number().min(0) })
export type Clock = z.infer<typeof Clock>

export const Batch = z.strictObject({
  /** Of the form. What a machine kept since before it was brought up to date is of the first, which knew no hands and no scans. */
  version: z.literal([1, 2]).default(1),
  id: Id.min(1),
  /** When it was made, by the clock of the machine that sees. */
  madeMs: finite,
  updates: z.array(Update).max(MAX_ITEMS),
  /** Its sensors that deliver nothing at the moment. */
  dark: z.array(Slug).max(100),
  /** Codes that were read meanwhile. */
  scans: z.array(Scanned).max(MAX_ITEMS).optional(),
  clock: Clock.optional(),
  /** Whether a sensor of the machine looks at the simulated shop. */
  simulated: z.boolean(),
  /** Batches that it lost since its database was begun. */
  lost: z.int().min(0),
})
export type Batch = z.infer<typeof Batch>
export type Update = z.infer<typeof Update>

/** A batch on its way: with the one that went before it, so that the owner sees whether one is missing. */
export const Parcel = z.strictObject({
  /** The machine that it is for, by its `store.agent`. */
  to: Slug.optional(),
  after: Id,
  sentMs: finite,
  batch: Batch,
})
export type Parcel = z.infer<typeof Parcel>

/** The owner's word on `aisle/v1/{tenant}/{store}/{agent}/node/ack`: it has this one and all before it. */
export const Receipt = z.strictObject({
  through: Id,
  /** `sentMs` of the parcel that it answers, and when that was taken in by the owner's clock. */
  sentMs: finite,
  takenMs: finite,
})
export type Receipt = z.infer<typeof Receipt>

/** The message's content, or undefined where it is none: whoever can write to the broker can write anything. */
export function parse<T>(schema: z.ZodType<T>, payload: Uint8Array): T | undefined {
  try {
    const parsed = schema.safeParse(JSON.parse(Buffer.from(payload).toString('utf8')))
    return parsed.success ? parsed.data : undefined
  } catch {
    return undefined
  }
}

const milli = (value: number): number => Math.round(value * 1000) / 1000

/** What a sensor saw in one update, flat. Variances keep six digits after the point: a millimetre squared. */
export function pack(sensor: string, placed: Placed, reaches: readonly Reached[] = []): Update {
  const tracks: number[] = []
  for (let i = 0; i < placed.count; i++) {
    const isSeen = placed.seen[i] === 1
    tracks.push(placed.id[i], isSeen ? milli(placed.x[i]) : 0, isSeen ? milli(placed.y[i]) : 0)
    for (let k = 0; k < SPREAD; k++)
      tracks.push(isSeen ? Math.round(placed.spread[i * SPREAD + k] * 1e6) / 1e6 : UNKNOWN[k])
    tracks.push(milli(placed.trust[i]), (isSeen ? SEEN : 0) | (placed.confirmed[i] ? COUNTS : 0))
  }
  return { sensor, atMs: placed.atMs, tracks, ...(reaches.length > 0 && { reaches: [...reaches] }) }
}

/** The placed of an update, into `to`. What is no covariance counts as a metre. */
export function unpack({ atMs, tracks }: Update, to: PlacedBuffer): void {
  to.begin(atMs, tracks.length / TRACK)
  for (let i = 0; i < to.count; i++) {
    const at = i * TRACK
    to.id[i] = tracks[at]
    to.x[i] = tracks[at + 1]
    to.y[i] = tracks[at + 2]
    const spread = tracks.slice(at + 3, at + 3 + SPREAD)
    to.spread.set(isSpread(spread) ? spread : UNKNOWN, i * SPREAD)
    const [trust, flags] = tracks.slice(at + 3 + SPREAD)
    to.trust[i] = Math.min(1, Math.max(0, trust))
    to.seen[i] = flags & SEEN ? 1 : 0
    to.confirmed[i] = flags & COUNTS ? 1 : 0
  }
}

/** Whose hands it saw in which of these shelves; one that is not on the plan is passed over. */
export function reachesIn({ reaches = [] }: Update, shelves: readonly { readonly id: string }[]): Reach[] {
  return reaches.flatMap(({ shelf: id, hand, ...rest }): Reach[] => {
    const shelf = shelves.findIndex(one => one.id === id)
    return shelf < 0 ? [] : [{ ...rest, shelf, hand }]
  })
}

function isSpread(spread: readonly number[]): boolean {
  const [xx, yy] = [spread[XX], spread[YY]]
  return xx > 0 && yy > 0 && xx * yy > spread[XY] ** 2 && spread[BESIDE] >= 0
}

/** Order of batches: by epoch, then by sequence. The empty id comes first. */
export function compare(a: string, b: string): number {
  const [epochA, sequenceA] = parts(a)
  const [epochB, sequenceB] = parts(b)
  return epochA - epochB || sequenceA - sequenceB
}

function parts(id: string): [number, number] {
  const [epoch, sequence] = id.split('-')
  return id === '' ? [-1, -1] : [Number(epoch), Number(sequence)]
}

export const tracksTopic = (source: string): string => `aisle/v1${source}/node/tracks`
export const ackTopic = (source: string): string => `aisle/v1${source}/node/ack`
