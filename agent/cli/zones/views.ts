import type { Camera } from '../../../config/cameras.ts'
import type { Config } from '../../../config/config.ts'
import type { Depth } from '../../../config/depth.ts'
import type { Point } from '../../../config/shapes.ts'
import type { Metres } from '../../../config/units.ts'
import { View } from '../../../drivers/view.ts'

/** What a camera shows of the floor beyond this is too small to count on. */
const FAR: Metres = 20
/** Points of the picture along each side that are put on the floor. */
const STEPS = 24

/** A sensor on the plan. */
export interface Viewed {
  readonly id: string
  readonly kind: 'camera' | 'depth'
  /** Below which it hangs; unknown of a camera that is calibrated by spots. */
  readonly at?: Point
  /** What it sees of the floor, or where it was calibrated. */
  readonly view: readonly Point[]
  /** Whether the view is only where its spots were measured. */
  readonly isSpots: boolean
}

/** The cameras of a configuration, with what each sees of the floor. */
export function viewsOf({ cameras, depth }: Pick<Config, 'cameras' | 'depth'>): Viewed[] {
  return [...cameras.map(colour), ...depth.map(overhead)]
}

function colour({ id, calibration }: Camera): Viewed {
  if (Array.isArray(calibration))
    return { id, kind: 'camera', view: hull(calibration.map(({ floor }) => floor)), isSpots: true }
  return { id, kind: 'camera', at: calibration.pose.position, view: seen(new View(calibration)), isSpots: false }
}

function overhead({ id, intrinsics, pose }: Depth): Viewed {
  return { id, kind: 'depth', at: pose.position, view: seen(new View({ intrinsics, pose })), isSpots: false }
}

/** The floor that a picture shows, as far as {@link FAR}: convex, since the picture is. */
function seen(view: View): Point[] {
  const at = new Float64Array(2)
  const points: Point[] = []
  for (let i = 0; i <= STEPS; i++)
    for (let k = 0; k <= STEPS; k++) {
      if (!view.placeAt((view.width * i) / STEPS, (view.height * k) / STEPS, 0, at)) continue
      if (Math.hypot(at[0] - view.lens[0], at[1] - view.lens[1]) <= FAR) points.push([at[0], at[1]])
    }
  return hull(points)
}

/** The convex hull, counterclockwise (Andrew's monotone chain, 1979). */
export function hull(points: readonly Point[]): Point[] {
  const sorted = points.toSorted((a, b) => a[0] - b[0] || a[1] - b[1])
  if (sorted.length < 3) return sorted
  const half = (all: readonly Point[]) => {
    const chain: Point[] = []
    for (const point of all) {
      while (chain.length > 1 && turn(chain.at(-2)!, chain.at(-1)!, point) <= 0) chain.pop()
      chain.push(point)
    }
    return chain.slice(0, -1)
  }
  return [...half(sorted), ...half(sorted.toReversed())]
}

/** Whether a convex view, counterclockwise, has all these points in it. */
export function covers(view: readonly Point[], points: readonly Point[]): boolean {
  if (view.length < 3) return false
  return points.every(point => view.every((from, i) => turn(from, view[(i + 1) % view.length]!, point) >= 0))
}

const turn = (o: Point, a: Point, b: Point) => (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0])
