import { z } from 'zod'
import type { Metres } from '../../config/units.ts'

/** So many squares has no shop: half a square kilometre of the smallest. */
const MOST = 10_000_000

const Place = z.number().refine(Number.isFinite)
const Side = z.int().min(1).max(MOST)

/** What is kept of a day: seconds and visitors in each square of the plan's grid, row by row from below. It names nobody and nothing. */
export const HeatDay = z
  .strictObject({
    version: z.literal(1),
    day: z.iso.date(),
    /** Whose it is, `/{tenant}/{store}/{agent}`; older ones do not say. */
    source: z.string().optional(),
    /** There, and true, where it is of the simulated shop. */
    simulated: z.literal(true).optional(),
    gridMetres: z.number().min(0.25),
    x: Place,
    y: Place,
    columns: Side,
    rows: Side,
    seconds: z.array(z.number().min(0)).max(MOST),
    visitors: z.array(z.int().min(0)).max(MOST),
    /** There where the day is over, and what may never be shown is gone: how many squares that were. */
    withheld: z.int().min(0).optional(),
  })
  .refine(
    ({ columns, rows, seconds, visitors }) => seconds.length === columns * rows && visitors.length === columns * rows,
    'as many figures as squares',
  )
export type HeatDay = z.infer<typeof HeatDay>

/** How long people were in each square, as far as it may be shown. */
export interface Squares {
  readonly gridMetres: Metres
  readonly columns: number
  readonly rows: number
  /** Corner of the first square; squares lie in rows along x, as multiples of the grid. */
  readonly x: Metres
  readonly y: Metres
  /** Seconds in each square where at least `k` have been, 0 in the others: of fewer, one who knows them could tell who. */
  seconds(k: number): Float32Array
  /** How many squares are left out for having been visited by fewer than `k`. */
  withheld(k: number): number
}

/** Of the seconds, those where enough have been. */
export function shown(seconds: ArrayLike<number>, visitors: ArrayLike<number>, k: number): Float32Array {
  return Float32Array.from(seconds, (one, square) => (visitors[square] >= k ? one : 0))
}

/** How many squares somebody has visited, but fewer than `k`. */
export function withheld(visitors: ArrayLike<number>, k: number): number {
  let count = 0
  for (let i = 0; i < visitors.length; i++) if (visitors[i] > 0 && visitors[i] < k) count++
  return count
}

/** What was kept of a day, to be shown. */
export function squaresOf(day: HeatDay): Squares {
  return {
    ...day,
    seconds: k => shown(day.seconds, day.visitors, k),
    withheld: k => (day.withheld ?? 0) + withheld(day.visitors, k),
  }
}

/** A day that is over, without the squares that fewer than `k` have visited. */
export function thinned(day: HeatDay, k: number): HeatDay {
  const seconds = day.seconds.map((one, square) => (day.visitors[square] >= k ? one : 0))
  const visitors = day.visitors.map(count => (count >= k ? count : 0))
  return { ...day, seconds, visitors, withheld: (day.withheld ?? 0) + withheld(day.visitors, k) }
}
