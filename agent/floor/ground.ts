import type { Depth } from '../../config/depth.ts'
import type { Metres } from '../../config/units.ts'
import { Random } from '../../drivers/simulated/random.ts'
import { dot, type Vector, View } from '../../drivers/view.ts'
import { jacobi } from './jacobi.ts'

/** Points looked at; a plane needs no more. */
const POINTS = 4000
/** Three points at random, this often: one in five of them on the floor would do. */
const TRIALS = 400
/** Of the cosine between what is found and what is configured: nothing leans more than 40° from where it was thought to. */
const UPRIGHT = Math.cos((40 * Math.PI) / 180)
/** The floor is the lowest plane that has this share of the points of the largest: a table is smaller, and above it. */
const LARGE = 0.6
const REFINEMENTS = 6
/** Fewer of the points on it than this, and it is no floor but what chance puts in a plane. */
const LEAST = 0.15

/** The floor as a depth camera sees it. */
export interface Ground {
  /** Of the lens above it. */
  readonly heightMetres: Metres
  readonly tiltDegrees: number
  /** How far the camera leans to its right. Its configuration has no word for it: it ought to hang straight. */
  readonly leanDegrees: number
  /** Root mean square of what lies on it. */
  readonly residualMetres: Metres
  /** Share of what was measured that lies on it. */
  readonly share: number
  /** How high the floor seems to lie under the configured pose: of what lies on it, one in twenty is lower, one in twenty higher. */
  readonly lowMetres: Metres
  readonly highMetres: Metres
}

/**
 * The floor in a picture of distances along the optical axis, millimetres, 0 where there is none: the lowest large plane, found by
 * trying planes through three points (RANSAC; Fischler & Bolles 1981) and then by least squares over what lies on it. Undefined
 * where nothing in the picture is flat enough and level enough.
 */
export function fitGround(
  millimetres: ArrayLike<number>,
  config: Pick<Depth, 'intrinsics' | 'pose'>,
): Ground | undefined {
  const view = new View(config)
  const points = sample(millimetres, view)
  const up: Vector = [view.right[2], view.down[2], view.axis[2]]
  let plane = lowest(points, up)
  if (!plane) return undefined
  for (let i = 0; i < REFINEMENTS; i++) plane = refined(on(points, plane), up) ?? plane
  const { normal, height } = plane
  const flat = on(points, plane)
  if (flat.length < LEAST * points.length) return undefined
  const squares = flat.reduce((sum, point) => sum + (dot(point, normal) + height) ** 2, 0)
  const seeming = flat.map(point => view.lens[2] + dot(point, up)).toSorted((a, b) => a - b)
  return {
    heightMetres: height,
    tiltDegrees: degrees(Math.atan2(-normal[1], -normal[2])),
    leanDegrees: degrees(Math.asin(Math.max(-1, Math.min(1, -normal[0])))),
    residualMetres: Math.sqrt(squares / flat.length),
    share: flat.length / points.length,
    lowMetres: seeming[Math.floor(0.05 * seeming.length)],
    highMetres: seeming[Math.floor(0.95 * seeming.length)],
  }
}

/** All p with normal · p = −height, in the camera's axes; the normal has length one and points up. */
interface Flat {
  readonly normal: Vector
  readonly height: Metres
}

function sample(millimetres: ArrayLike<number>, { width, height, focal, principal }: View): Vector[] {
  const stride = Math.max(1, Math.floor(Math.sqrt((width * height) / POINTS)))
  const points: Vector[] = []
  for (let row = stride >> 1; row < height; row += stride)
    for (let column = stride >> 1; column < width; column += stride) {
      const z = millimetres[row * width + column] / 1000
      if (z > 0)
        points.push([(z * (column + 0.5 - principal[0])) / focal[0], (z * (row + 0.5 - principal[1])) / focal[1], z])
    }
  return points
}

function lowest(points: readonly Vector[], up: Vector): Flat | undefined {
  if (points.length < 3) return undefined
  const random = new Random(1, 'ground')
  const tried: { flat: Flat; count: number }[] = []
  for (let i = 0; i < TRIALS; i++) {
    const flat = through(random.pick(points), random.pick(points), random.pick(points), up)
    if (flat) tried.push({ flat, count: on(points, flat).length })
  }
  const most = Math.max(...tried.map(one => one.count))
  const large = tried.filter(one => one.count >= LARGE * most && one.count > 3)
  return large.length > 0 ? large.reduce((a, b) => (b.flat.height > a.flat.height ? b : a)).flat : undefined
}

function through(a: Vector, b: Vector, c: Vector, up: Vector): Flat | undefined {
  const [u, v] = [minus(b, a), minus(c, a)]
  const normal: Vector = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]]
  return facing(normal, a, up)
}

/** The plane on which all points lie most nearly: upright on the direction in which they spread least. */
function refined(points: readonly Vector[], up: Vector): Flat | undefined {
  if (points.length < 3) return undefined
  const mean = [0, 1, 2].map(k => points.reduce((sum, point) => sum + point[k], 0) / points.length) as unknown as Vector
  const spread = new Float64Array(9)
  for (const point of points) {
    const from = minus(point, mean)
    for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) spread[3 * i + j] += from[i] * from[j]
  }
  const { values, vectors } = jacobi(spread, 3)
  const k = values.indexOf(Math.min(...values))
  return facing([vectors[3 * k], vectors[3 * k + 1], vectors[3 * k + 2]], mean, up)
}

function facing(normal: Vector, point: Vector, up: Vector): Flat | undefined {
  const length = Math.hypot(...normal) * (dot(normal, up) < 0 ? -1 : 1)
  const unit: Vector = [normal[0] / length, normal[1] / length, normal[2] / length]
  const height = -dot(unit, point)
  return dot(unit, up) >= UPRIGHT && height > 0 ? { normal: unit, height } : undefined
}

/** What lies on a plane, by what a depth sensor is off by: more with the square of the distance. */
function on(points: readonly Vector[], { normal, height }: Flat): Vector[] {
  return points.filter(point => Math.abs(dot(point, normal) + height) < 0.02 + 0.005 * point[2] * point[2])
}

function minus(a: Vector, b: Vector): Vector {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

function degrees(radians: number): number {
  return (radians * 180) / Math.PI
}
