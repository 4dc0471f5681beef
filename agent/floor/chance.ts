import type { Metres, Ms } from '../../config/units.ts'
import type { Person } from './person.ts'
import { BESIDE, XX, XY, YY } from './spread.ts'

/** People who stand just where somebody is expected and are somebody else, a square metre. */
export const CROWD = 0.1
/**
 * People who begin to be seen at a moment and were not lost before, a square metre: few in the middle of the shop, where one
 * in thirty of its visitors was not seen to come in; many where it is entered.
 */
export const NEWCOMERS = { inside: 0.001, door: 0.05 }
/** A shopper's pace is forgotten within this many seconds, and is this fast on either axis, m/s. */
const MEMORY_SECONDS = 2
const ROAMING = 0.7
/** After this long they may be anywhere about: a shop is only so large. */
const ABOUT_SECONDS = 30
/** The last steps of somebody who is lost say their pace no better than this, m/s. */
const PACE_ERROR = 0.3

const expected = new Float64Array(4)

/** Squared distance in standard deviations of (dx, dy) under a covariance: Mahalanobis. */
export function farness(dx: Metres, dy: Metres, xx: number, xy: number, yy: number): number {
  return (yy * dx * dx - 2 * xy * dx * dy + xx * dy * dy) / (xx * yy - xy * xy)
}

/**
 * How much likelier a spot seen now is to be of somebody whom another sensor sees at this moment than of somebody else:
 * logarithm of the ratio. Both sensors may be beside the truth.
 */
export function together(person: Person, track: Beginning): number {
  const { x, y, spread, atMs } = track
  person.expect(atMs, expected)
  const both = person.beside + spread[BESIDE]
  const xx = expected[2] + spread[XX] + both
  const yy = expected[3] + spread[YY] + both
  const xy = spread[XY]
  const far = farness(x - expected[0], y - expected[1], xx, xy, yy)
  const place = -far / 2 - Math.log(2 * Math.PI * CROWD * Math.sqrt(xx * yy - xy * xy))
  return place + pace(person, track, track.recentX, track.recentY, track.recentMs, 1)
}

/** A track that begins, for {@link after}: where, when, and how it goes on. */
export interface Beginning {
  readonly firstX: Metres
  readonly firstY: Metres
  readonly firstMs: Ms
  /** Some look of late, which says how it goes. */
  readonly recentX: Metres
  readonly recentY: Metres
  readonly recentMs: Ms
  readonly x: Metres
  readonly y: Metres
  readonly atMs: Ms
  readonly spread: Float64Array
  /** How many begin there and are new: see {@link NEWCOMERS}. */
  readonly newcomers: number
}

/**
 * The same for somebody who was lost before the track began. Out of sight people go on as they went and forget it more and
 * more: an Ornstein-Uhlenbeck process of the pace, which settles place and pace after any gap (Uhlenbeck & Ornstein 1930).
 */
export function after(person: Person, track: Beginning): number {
  const { firstX, firstY, firstMs, spread, newcomers } = track
  const gap = Math.min(Math.max(0, firstMs - person.seenMs) / 1000, ABOUT_SECONDS)
  person.expect(person.seenMs, expected)
  const kept = Math.exp(-gap / MEMORY_SECONDS)
  const ahead = MEMORY_SECONDS * (1 - kept)
  const roamed = 2 * gap - MEMORY_SECONDS * (3 - 4 * kept + kept * kept)
  const strayed = ROAMING ** 2 * MEMORY_SECONDS * roamed + (PACE_ERROR * ahead) ** 2 + person.beside + spread[BESIDE]
  const xx = expected[2] + spread[XX] + strayed
  const yy = expected[3] + spread[YY] + strayed
  const xy = spread[XY]
  const far = farness(firstX - expected[0] - person.vx * ahead, firstY - expected[1] - person.vy * ahead, xx, xy, yy)
  const place = -far / 2 - Math.log(2 * Math.PI * newcomers * Math.sqrt(xx * yy - xy * xy))
  return place + pace(person, track, firstX, firstY, firstMs, kept)
}

/** How much likelier the pace of the track is for somebody who went as the person did than for anybody. */
function pace(
  person: Person,
  { x, y, atMs, spread }: Beginning,
  fromX: Metres,
  fromY: Metres,
  fromMs: Ms,
  kept: number,
): number {
  const seconds = (atMs - fromMs) / 1000
  if (seconds <= 0) return 0
  const error = (2 * Math.max(spread[XX], spread[YY])) / seconds ** 2
  const mine = ROAMING ** 2 * (1 - kept * kept) + (kept * PACE_ERROR) ** 2 + error
  const anybody = ROAMING ** 2 + error
  const vx = (x - fromX) / seconds
  const vy = (y - fromY) / seconds
  const off = (vx - kept * person.vx) ** 2 + (vy - kept * person.vy) ** 2
  return (vx * vx + vy * vy) / (2 * anybody) - off / (2 * mine) - Math.log(mine / anybody)
}
