import type { Metres, Ms } from '../../config/units.ts'
import { farness } from './chance.ts'
import type { Person } from './person.ts'
import type { Sighting } from './sighting.ts'
import { BESIDE, SPREAD, XX, XY, YY } from './spread.ts'

/** Squared distance in standard deviations that one in a thousand of one person's looks exceeds (χ², two degrees of freedom). */
const APART = 13.8
/** What lasts no longer than this is a box that was drawn around two people, or around half a one. */
const DOUBT_MS = 500
/** Sensors that put one person this far apart see two, at once. */
const PART_METRES: Metres = 2

/** Where a sensor puts somebody at an instant. */
type Look = Pick<Sighting, 'x' | 'y' | 'spread' | 'atMs'>

const expected = new Float64Array(4)
const now = { x: 0, y: 0, spread: new Float64Array(SPREAD), atMs: 0 }

/** What is to be made of where a sensor puts somebody: they are there, or it is not believed for now, or one of the sensors sees somebody else. */
export type Verdict = 'agrees' | 'doubted' | Sighting

/**
 * Holds a look of one sensor against those of the others. Where two contradict each other, the one with which more of the rest
 * agree is believed, and of equals the one whose person goes on as they went, or else the one that has had them for longer; where
 * they go on to, the other sees somebody else: its sighting is the verdict.
 */
export function dissent(person: Person, mine: Sighting, x: Metres, y: Metres, spread: Float64Array, atMs: Ms): Verdict {
  for (const other of person.sightings) {
    if (other === mine || !other.isLive(atMs)) continue
    now.x = x
    now.y = y
    now.spread.set(spread)
    now.atMs = atMs
    if (agree(person, now, other)) continue
    mine.apartMs = Math.min(mine.apartMs, atMs)
    const wrong =
      outvoted(person, mine, other, now) ??
      leapt(person, mine, other, now) ??
      (mine.sinceMs > other.sinceMs ? mine : other)
    const isFar = Math.hypot(x - other.x, y - other.y) > PART_METRES
    if (atMs - mine.apartMs >= DOUBT_MS || (isFar && isSure(spread, other.spread))) return wrong
    return wrong === mine ? 'doubted' : 'agrees'
  }
  mine.apartMs = Number.POSITIVE_INFINITY
  return 'agrees'
}

/** Whether a look and where another sensor put the person can be one. */
function agree(person: Person, look: Look, other: Sighting): boolean {
  const { x, y, spread, atMs } = look
  const seconds = (atMs - other.atMs) / 1000
  const dx = x - other.x - person.vx * seconds
  const dy = y - other.y - person.vy * seconds
  const both = spread[BESIDE] + other.spread[BESIDE]
  const xx = spread[XX] + other.spread[XX] + both
  const yy = spread[YY] + other.spread[YY] + both
  return farness(dx, dy, xx, spread[XY] + other.spread[XY], yy) <= APART
}

/** Of two that contradict each other, the one with which fewer of the other sensors agree; undefined where as many do. */
function outvoted(person: Person, mine: Sighting, other: Sighting, look: Look): Sighting | undefined {
  let lead = 0
  for (const third of person.sightings) {
    if (third === mine || third === other || !third.isLive(look.atMs)) continue
    if (agree(person, look, third)) lead++
    if (agree(person, other, third)) lead--
  }
  return lead === 0 ? undefined : lead > 0 ? other : mine
}

/** Of two that contradict each other, the one that is not where the person was going; undefined where both are, or neither. */
function leapt(person: Person, mine: Sighting, other: Sighting, look: Look): Sighting | undefined {
  const isMine = isExpected(person, mine, look)
  if (isMine === isExpected(person, other, other)) return undefined
  return isMine ? other : mine
}

function isExpected(person: Person, { besideX, besideY }: Sighting, { x, y, spread, atMs }: Look): boolean {
  person.expect(atMs, expected)
  const [atX, atY, xx, yy] = expected
  return farness(x - besideX - atX, y - besideY - atY, xx + spread[XX], spread[XY], yy + spread[YY]) <= APART
}

/** Whether two metres are much to both. */
function isSure(a: Float64Array, b: Float64Array): boolean {
  return Math.max(a[XX] + b[XX], a[YY] + b[YY]) * APART < PART_METRES ** 2 * 4
}
