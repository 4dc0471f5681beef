import type { Floor, Shelf, Zone } from '../../config/floor.ts'
import type { Point } from '../../config/shapes.ts'
import type { Metres } from '../../config/units.ts'
import { at, centre, contains, distanceToEdge, edges, middle, type Stretch, stretch, within } from './geometry.ts'

/** A box that stands on the floor: from `base.from` along the base, and as deep to the left of it. */
export interface Furniture {
  readonly base: Stretch
  readonly depth: Metres
  readonly height: Metres
  /** Whose shelf it is: of a shelf of the configuration, or of the zone before it. */
  readonly shelf?: string
  /** Where one takes things from it: beyond its depth, or before its base. Before it where nothing is said. */
  readonly opens?: 'beyond' | 'before'
}

/** 1 where a piece is open beyond its depth, −1 where it is so before its base. */
export function openSide({ opens }: Furniture): 1 | -1 {
  return opens === 'beyond' ? 1 : -1
}

export function moved(piece: Furniture, [dx, dy]: Point): Furniture {
  const [x, y] = piece.base.from
  return { ...piece, base: { ...piece.base, from: [x + dx, y + dy] } }
}

/** A straight queue: the first waits at `s = 0`, the others behind. */
export interface Lane {
  readonly zone: string
  readonly line: Stretch
  /** How many can wait. */
  readonly places: number
}

/** Room for one in a queue. */
export const PLACE: Metres = 0.75
const SHELF: Metres = 0.4
const HAND: Metres = 0.15
const HEIGHTS: readonly Metres[] = [1.4, 1.8, 1.2, 1.6]

/**
 * What the configuration does not say: a shelf behind each area zone that lies along a wall, a till at the head of each queue;
 * and what it says, the shelves, where none of these stands in the same place.
 */
export function furnish(floor: Floor): Furniture[] {
  const shelves = floor.zones.filter(zone => zone.kind === 'area').map((zone, i) => shelf(zone, floor, HEIGHTS[i % 4]))
  const tills = lanes(floor).map(lane => till(lane, floor))
  const pieces = [...shelves, ...tills].filter(piece => piece !== undefined)
  const known = floor.shelves
    .filter(({ outline }) => !pieces.some(piece => covers(piece, ...centre(outline), 0.2)))
    .map(shelf => stand(shelf, floor))
  return [...pieces, ...known]
}

export function lanes(floor: Floor): Lane[] {
  return floor.zones.filter(zone => zone.kind === 'queue').map(zone => lane(zone, floor))
}

export function covers({ base, depth }: Furniture, x: Metres, y: Metres, margin: Metres): boolean {
  const [s, n] = within(base, x, y)
  return s > -margin && s < base.length + margin && n > -margin && n < depth + margin
}

function shelf(zone: Zone, floor: Floor, height: Metres): Furniture | undefined {
  const [from, to] = edges(zone.outline).toSorted((a, b) => wall(a, floor) - wall(b, floor))[0]
  const gap = wall([from, to], floor)
  if (gap > 2 * SHELF) return undefined
  const spot = middle(from, to)
  const base = stretch(from, to)
  const outwards = leftOf(base, centre(zone.outline)) ? -1 : 1
  const [near, far] = gap > SHELF / 2 ? [0, Math.min(gap, SHELF)] : [-SHELF, 0]
  const low = outwards > 0 ? near : -far
  const high = outwards > 0 ? far : -near
  const begin = at(base, 0, low)
  const end = at(base, base.length, low)
  if (!contains(floor.outline, ...spot)) return undefined
  const opens = outwards > 0 ? ('before' as const) : ('beyond' as const)
  return { base: stretch(begin, end), depth: high - low, height, shelf: zone.id, opens }
}

/** A shelf of the configuration: along its longest side, the one away from the middle of the shop, open towards that. */
function stand({ id, outline, toMetres }: Shelf, floor: Floor): Furniture {
  const [heart, middleOfShop] = [centre(outline), centre(floor.outline)]
  const away = ([from, to]: readonly [Point, Point]) => {
    const [x, y] = middle(from, to)
    return Math.hypot(x - middleOfShop[0], y - middleOfShop[1])
  }
  const sides = edges(outline).toSorted((a, b) => stretch(...b).length - stretch(...a).length)
  const [back] = sides.slice(0, 2).toSorted((a, b) => away(b) - away(a))
  const side = stretch(...back)
  const base = leftOf(side, heart) ? side : stretch(back[1], back[0])
  const whole = Math.max(...outline.map(corner => within(base, ...corner)[1]))
  // The room of a shelf is its own depth, and a hand's breadth before it.
  const depth = Math.max(0.15, Math.min(SHELF, whole - HAND))
  return { base, depth, height: Math.min(toMetres, HEIGHTS[3]), shelf: id, opens: 'beyond' }
}

/** How far the middle of an edge is from the wall. */
function wall([from, to]: readonly [Point, Point], floor: Floor): Metres {
  return distanceToEdge(...middle(from, to), floor.outline)
}

function leftOf({ from, left }: Stretch, [x, y]: Point): boolean {
  return (x - from[0]) * left[0] + (y - from[1]) * left[1] > 0
}

/** Along the longest edge of the zone, through its middle; the head is the end farther from the door. */
function lane(zone: Zone, floor: Floor): Lane {
  const longest = edges(zone.outline)
    .map(([from, to]) => stretch(from, to))
    .toSorted((a, b) => b.length - a.length)[0]
  const heart = centre(zone.outline)
  const reach = zone.outline.map(corner => within({ ...longest, from: heart }, ...corner)[0])
  const ends = [Math.min(...reach), Math.max(...reach)].map(s => at({ ...longest, from: heart }, s, 0))
  const doors = floor.entrances.map(entrance => middle(entrance.from, entrance.to))
  const away = (end: Point) => Math.min(...doors.map(door => Math.hypot(end[0] - door[0], end[1] - door[1])))
  const [head, tail] = away(ends[0]) > away(ends[1]) ? [ends[0], ends[1]] : [ends[1], ends[0]]
  const whole = stretch(head, tail)
  const places = Math.max(1, Math.floor((whole.length - PLACE / 2) / PLACE) + 1)
  return { zone: zone.id, line: { ...whole, from: at(whole, PLACE / 2, 0) }, places }
}

/** Across the head of the queue, just beyond it. */
function till({ line }: Lane, floor: Floor): Furniture | undefined {
  const head = at(line, -PLACE / 2, 0)
  const depth = 0.5
  const base = stretch(at({ ...line, from: head }, 0, 0.35), at({ ...line, from: head }, 0, -0.35))
  const piece = { base, depth, height: 0.95 }
  const middleSpot = at(base, base.length / 2, depth / 2)
  if (!contains(floor.outline, ...middleSpot)) return undefined
  return covers(piece, line.from[0], line.from[1], 0) ? undefined : piece
}
