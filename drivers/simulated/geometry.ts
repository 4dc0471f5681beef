import inside from 'point-in-polygon-hao'
import type { Point, Polygon } from '../../config/shapes.ts'
import type { Metres } from '../../config/units.ts'

/** Closed rings, as the library wants them, of polygons that were asked for before. */
const rings = new WeakMap<Polygon, Point[][]>()

/** Whether a spot lies in a polygon; its edge belongs to it. */
export function contains(outline: Polygon, x: Metres, y: Metres): boolean {
  let ring = rings.get(outline)
  if (!ring) rings.set(outline, (ring = [[...outline, outline[0]]]))
  return inside([x, y], ring) !== false
}

export function edges(outline: Polygon): (readonly [Point, Point])[] {
  return outline.map((corner, i) => [corner, outline[(i + 1) % outline.length]] as const)
}

export function middle(from: Point, to: Point): Point {
  return [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2]
}

/** Mean of the corners. */
export function centre(outline: Polygon): Point {
  const sum = outline.reduce(([x, y], corner) => [x + corner[0], y + corner[1]] as Point, [0, 0] as Point)
  return [sum[0] / outline.length, sum[1] / outline.length]
}

/** Square metres (the shoelace formula). */
export function area(outline: Polygon): number {
  return Math.abs(edges(outline).reduce((sum, [a, b]) => sum + a[0] * b[1] - b[0] * a[1], 0)) / 2
}

function distanceToSegment(x: Metres, y: Metres, from: Point, to: Point): Metres {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]]
  const share = ((x - from[0]) * dx + (y - from[1]) * dy) / (dx * dx + dy * dy || 1)
  const along = Math.min(1, Math.max(0, share))
  return Math.hypot(x - from[0] - along * dx, y - from[1] - along * dy)
}

export function distanceToEdge(x: Metres, y: Metres, outline: Polygon): Metres {
  let nearest = Number.POSITIVE_INFINITY
  for (let i = 0; i < outline.length; i++)
    nearest = Math.min(nearest, distanceToSegment(x, y, outline[i], outline[(i + 1) % outline.length]))
  return nearest
}

/** A straight piece of floor: where it begins, a unit vector along it, the one to its left, its length. */
export interface Stretch {
  readonly from: Point
  readonly along: Point
  readonly left: Point
  readonly length: Metres
}

export function stretch(from: Point, to: Point): Stretch {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1])
  const along: Point = [(to[0] - from[0]) / length, (to[1] - from[1]) / length]
  return { from, along, left: [-along[1], along[0]], length }
}

/** The spot `s` metres along a stretch and `n` metres to its left. */
export function at({ from, along, left }: Stretch, s: Metres, n: Metres): Point {
  return [from[0] + s * along[0] + n * left[0], from[1] + s * along[1] + n * left[1]]
}

/** The inverse of {@link at}. */
export function within({ from, along, left }: Stretch, x: Metres, y: Metres): readonly [s: Metres, n: Metres] {
  const [dx, dy] = [x - from[0], y - from[1]]
  return [dx * along[0] + dy * along[1], dx * left[0] + dy * left[1]]
}
