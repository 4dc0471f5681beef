import type { PointPair } from '../../config/cameras.ts'
import { Fault } from '../../config/fault.ts'
import type { Optics, Pose } from '../../config/optics.ts'
import type { Metres, Pixels } from '../../config/units.ts'
import { View } from '../../drivers/view.ts'
import { inverse } from './homography.ts'
import { leastSquares } from './levenberg.ts'
import { fitPairs } from './plane.ts'

/** What was measured otherwise, and is taken as it is. */
export type Held = { readonly [K in 'heightMetres' | 'tiltDegrees' | 'rollDegrees']?: number }

export interface Posed {
  readonly optics: Optics
  readonly pose: Pose
  /** How far each spot is from where this camera would see it. */
  readonly missedPixels: readonly Pixels[]
  /** How far each spot is on the floor from what this camera sees at its pixel; Infinity where it sees no floor there. */
  readonly missedMetres: readonly Metres[]
  /** Standard errors from how much the spots disagree; undefined where they cannot disagree. Infinity: the spots do not tell. */
  readonly errors?: { readonly [K in Name]?: number }
}

const NAMES = ['x', 'y', 'heightMetres', 'tiltDegrees', 'headingDegrees', 'rollDegrees', 'focal'] as const
export type Name = (typeof NAMES)[number]

/** Focal lengths to begin from, in widths of the picture: 100° wide to 28°. */
const FOCALS = [0.42, 0.6, 0.85, 1.2, 2]
/** Nearer to straight down than this, turning about the view and turning the heading are one. */
const PLUMB = 3
/** A miss for what the camera does not see at all. */
const FAR: Pixels = 1e4
const DEGREES = 180 / Math.PI

/**
 * Where a camera hangs and how it looks, from spots on the floor: the pose under which the spots appear where they were clicked,
 * least squares in pixels, begun from what the homography says. With `focal: 'unknown'` the focal length is found too.
 * Throws CALIBRATION_UNFIT.
 */
export function solvePose(
  pairs: readonly PointPair[],
  optics: Optics,
  {
    held = {},
    focal = 'known',
    camera = 'this camera',
  }: { held?: Held; focal?: 'known' | 'unknown'; camera?: string } = {},
): Posed {
  const starts = (
    focal === 'known' ? [1] : FOCALS.map(widths => (widths * optics.intrinsics.width) / optics.intrinsics.fx)
  )
    .map(by => magnified(optics, by))
    .map(one => ({ optics: one, pose: { ...begin(pairs, one, camera), ...held } }))
  const found = starts.map(start => refine(pairs, start.optics, start.pose, held, focal))
  const best = found.reduce((a, b) => (b.squares < a.squares ? b : a))
  if (!(best.squares < FAR ** 2) || !(best.pose.heightMetres > 0))
    throw new Fault('CALIBRATION_UNFIT', { camera, why: 'no pose above the floor sees its spots where they are' })
  return best
}

/** The pose that a homography stands for (Hartley & Zisserman, 8.1: its columns are two axes of the plan and the lens). */
function begin(pairs: readonly PointPair[], optics: Optics, camera: string): Pose {
  const { fx, fy, cx, cy } = optics.intrinsics
  const h = inverse(fitPairs(pairs, optics, camera).homography)
  const column = (j: number) => [(h[j] - cx * h[6 + j]) / fx, (h[3 + j] - cy * h[6 + j]) / fy, h[6 + j]] as const
  const [a, b, t] = [column(0), column(1), column(2)]
  const scale = 2 / (Math.hypot(...a) + Math.hypot(...b))
  const [ex, ey] = [a.map(v => v * scale), b.map(v => v * scale)]
  const ez = [ex[1] * ey[2] - ex[2] * ey[1], ex[2] * ey[0] - ex[0] * ey[2], ex[0] * ey[1] - ex[1] * ey[0]]
  const lens = [ex, ey, ez].map(axis => -scale * (axis[0] * t[0] + axis[1] * t[1] + axis[2] * t[2]))
  // Row i of the turning: right, down and the optical axis as the plan has them.
  const [right, down, axis] = [0, 1, 2].map(i => [ex[i], ey[i], ez[i]])
  const tilt = Math.atan2(Math.hypot(axis[0], axis[1]), -axis[2]) * DEGREES
  const plumb = tilt < PLUMB
  const heading = plumb ? Math.atan2(-down[1], -down[0]) : Math.atan2(axis[1], axis[0])
  const [east, north] = [Math.cos(heading), Math.sin(heading)]
  // A right-hand edge that leans down by the sine of the roll, of a view that leans by the sine of the tilt.
  const level = right[0] * north - right[1] * east
  const roll = Math.atan2(-right[2] / Math.hypot(axis[0], axis[1]), level)
  return {
    position: [lens[0], lens[1]],
    heightMetres: Math.max(0.5, lens[2]),
    tiltDegrees: tilt,
    headingDegrees: heading * DEGREES,
    rollDegrees: plumb ? 0 : roll * DEGREES,
  }
}

function refine(pairs: readonly PointPair[], optics: Optics, start: Pose, held: Held, focal: 'known' | 'unknown') {
  const plumb = start.tiltDegrees < PLUMB
  const free = NAMES.filter(
    name => !(name in held) && !(name === 'focal' && focal === 'known') && !(name === 'rollDegrees' && plumb),
  )
  const from = numbersOf(start)
  const at = (numbers: Float64Array) => {
    const all = { ...from }
    for (const [i, name] of free.entries()) all[name] += numbers[i] * UNIT[name]
    return { pose: poseOf(all), optics: magnified(optics, Math.exp(all.focal)) }
  }
  const miss = (numbers: Float64Array, out: Float64Array) => {
    const { pose, optics } = at(numbers)
    reproject(pairs, new View({ ...optics, pose }), out)
  }
  const { found, squares, spread } = leastSquares(new Float64Array(free.length), 2 * pairs.length, miss)
  const { pose, optics: through } = at(found)
  const view = new View({ ...through, pose })
  const misses = new Float64Array(2 * pairs.length)
  reproject(pairs, view, misses)
  const spare = 2 * pairs.length - free.length
  const noise = Math.sqrt(squares / spare)
  return {
    pose,
    optics: through,
    squares,
    missedPixels: pairs.map((_, i) => Math.hypot(misses[2 * i], misses[2 * i + 1])),
    missedMetres: pairs.map(pair => strayed(view, pair)),
    ...(spare > 0 && { errors: Object.fromEntries(free.map((name, i) => [name, noise * spread[i] * UNIT[name]])) }),
  }
}

/** So that every number that is fitted is of the size of one. */
const UNIT: Record<Name, number> = {
  x: 1,
  y: 1,
  heightMetres: 1,
  tiltDegrees: DEGREES,
  headingDegrees: DEGREES,
  rollDegrees: DEGREES,
  focal: 1,
}

function numbersOf({ position: [x, y], ...pose }: Pose): Record<Name, number> {
  return { x, y, ...pose, focal: 0 }
}

function poseOf({ x, y, focal: _, ...pose }: Record<Name, number>): Pose {
  return { position: [x, y], ...pose }
}

/** The same lens with a longer focal length. */
function magnified(optics: Optics, by: number): Optics {
  const { fx, fy } = optics.intrinsics
  return { ...optics, intrinsics: { ...optics.intrinsics, fx: fx * by, fy: fy * by } }
}

function reproject(pairs: readonly PointPair[], view: View, out: Float64Array): void {
  for (const [i, { image, floor }] of pairs.entries()) {
    const seen = view.project(floor[0], floor[1], 0)
    out[2 * i] = seen ? seen[0] - image[0] : FAR
    out[2 * i + 1] = seen ? seen[1] - image[1] : FAR
  }
}

function strayed(view: View, { image, floor }: PointPair): Metres {
  const at = new Float64Array(2)
  if (!view.placeAt(image[0], image[1], 0, at)) return Number.POSITIVE_INFINITY
  return Math.hypot(at[0] - floor[0], at[1] - floor[1])
}
