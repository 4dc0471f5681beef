import type { Point } from '../../../config/shapes.ts'
import type { Metres } from '../../../config/units.ts'

/** Where a name of a line may stand: behind it, at its ends, before it. */
export function beside({ from, to }: { readonly from: Point; readonly to: Point }, off: Metres): Point[] {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1])
  const [along, across] = [(to[0] - from[0]) / length, (to[1] - from[1]) / length]
  const on = (share: number, side: number): Point => [
    from[0] + share * (to[0] - from[0]) + side * off * across,
    from[1] + share * (to[1] - from[1]) - side * off * along,
  ]
  return [on(0.5, 1), on(0.25, 1), on(0.75, 1), on(0.2, -1), on(0.8, -1), on(0.5, 2), on(0.5, -2.4)]
}

/** Where the name of an area may stand: in its middle, above and below that. */
export function within(outline: readonly Point[]): Point[] {
  const middle = [0, 1].map(
    axis => outline.reduce((sum, point) => sum + point[axis], 0) / outline.length,
  ) as unknown as Point
  const ys = outline.map(([, y]) => y)
  const tall = Math.max(...ys) - Math.min(...ys)
  return [0, 0.2, -0.2, 0.35, -0.35, 0.6, -0.6].map(share => [middle[0], middle[1] + share * tall])
}

/** Where the name of a spot may stand: over it and below. */
export function over([x, y]: Point, off: Metres): Point[] {
  return [1, -1, 2, -2, 3].map(times => [x, y + times * off])
}
