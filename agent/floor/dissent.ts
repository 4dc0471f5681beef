import type { Metres, Ms } from '../../config/units.ts'
import { BESIDE_METRES, farness } from './chance.ts'
import type { Person } from './person.ts'
import type { Sighting } from './sighting.ts'
import { XX, XY, YY } from './spread.ts'

/** Squared distance in standard deviations that one in a thousand of one person's looks exceeds (χ², two degrees of freedom). */
const APART = 13.8
/** What lasts no longer than this is a box that was drawn around two people, or around half a one. */
const DOUBT_MS = 500
/** Sensors that put one person this far apart see two, at once. */
const PART_METRES: Metres = 2

/** What is to be made of where a sensor puts somebody: they are there, or it is not believed for now, or one of the sensors sees somebody else. */
export type Verdict = 'agrees' | 'doubted' | Sighting

/**
 * Holds a look of one sensor against those of the others. Where they contradict each other, the one that has had the person
 * for longer is believed; where they go on to, the other sees somebody else: its sighting is the verdict.
 */
export function dissent(person: Person, mine: Sighting, x: Metres, y: Metres, spread: Float64Array, atMs: Ms): Verdict {
  for (const other of person.sightings) {
    if (other === mine || !other.isLive(atMs)) continue
    const seconds = (atMs - other.atMs) / 1000
    const dx = x - other.x - person.vx * seconds
    const dy = y - other.y - person.vy * seconds
    const both = 2 * BESIDE_METRES ** 2
    const xx = spread[XX] + other.spread[XX] + both
    const yy = spread[YY] + other.spread[YY] + both
    if (farness(dx, dy, xx, spread[XY] + other.spread[XY], yy) <= APART) continue
    mine.apartMs = Math.min(mine.apartMs, atMs)
    const younger = mine.sinceMs > other.sinceMs ? mine : other
    const isOver = atMs - mine.apartMs >= DOUBT_MS || (Math.hypot(dx, dy) > PART_METRES && isSure(spread, other.spread))
    if (isOver) return younger
    return younger === mine ? 'doubted' : 'agrees'
  }
  mine.apartMs = Number.POSITIVE_INFINITY
  return 'agrees'
}

/** Whether two metres are much to both. */
function isSure(a: Float64Array, b: Float64Array): boolean {
  return Math.max(a[XX] + b[XX], a[YY] + b[YY]) * APART < PART_METRES ** 2 * 4
}
