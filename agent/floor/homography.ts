import type { PointPair } from '../../config/cameras.ts'
import { Fault } from '../../config/fault.ts'
import type { Metres, Pixels } from '../../config/units.ts'
import { jacobi } from './jacobi.ts'

/** Nine numbers, row by row, that take pixels to metres of the floor. The third row is positive where the floor is seen. */
export type Homography = Float64Array

export interface Fit {
  readonly homography: Homography
  /** How far each pair is from where the homography puts it, in the order given. All but 0 for exactly four pairs. */
  readonly residualsMetres: readonly Metres[]
  /** How much less the spots settle the least settled direction than the most settled one; from 1000 they are refused. */
  readonly condition: number
}

/** Below this ratio of singular values the spots leave a direction open, and a pixel of noise moves the floor by metres. */
const LEAST_SPREAD = 1e-3

/**
 * The homography that fits the pairs best in the algebraic sense: normalised direct linear transform (Hartley & Zisserman,
 * Multiple View Geometry, algorithm 4.2). Throws CALIBRATION_UNFIT, which names `camera`, where the pairs do not settle it.
 */
export function fitHomography(pairs: readonly PointPair[], camera = 'this camera'): Fit {
  const unfit = (why: string) => new Fault('CALIBRATION_UNFIT', { camera, why })
  if (pairs.length < 4) throw unfit(`it has ${pairs.length} spots`)
  if (!pairs.every(pair => [...pair.image, ...pair.floor].every(Number.isFinite)))
    throw unfit('a coordinate is not a number')
  const image = normaliser(pairs.map(pair => pair.image))
  const floor = normaliser(pairs.map(pair => pair.floor))
  if (!image || !floor) throw unfit('all its spots are one')

  const { values, vectors } = jacobi(normalEquations(pairs, image, floor), 9)
  const order = [...values.keys()].sort((a, b) => values[a] - values[b])
  const spread = Math.sqrt(Math.max(0, values[order[1]]) / values[order[8]])
  if (spread < LEAST_SPREAD) throw unfit('its spots lie too nearly in a line')
  const h = vectors.slice(9 * order[0], 9 * order[0] + 9)
  if (Math.abs(determinant(h)) < LEAST_SPREAD ** 2) throw unfit('its spots lie too nearly in a line')

  const homography = denormalise(h, image, floor)
  const depths = pairs.map(pair => depth(homography, ...pair.image))
  if (Math.min(...depths) < 0 && Math.max(...depths) > 0)
    throw unfit('its spots lie on both sides of the horizon, as they do when two are swapped')
  if (depths[0] < 0) for (let i = 0; i < 9; i++) homography[i] = -homography[i]
  return { homography, residualsMetres: pairs.map(pair => residual(homography, pair)), condition: 1 / spread }
}

/** The homography that takes metres back to pixels; its third row is positive where the floor is seen, too. */
export function inverse(h: Homography): Homography {
  const [a, b, c, d, e, f, g, i, j] = h
  const scale = 1 / determinant(h)
  return Float64Array.of(
    (e * j - f * i) * scale,
    (c * i - b * j) * scale,
    (b * f - c * e) * scale,
    (f * g - d * j) * scale,
    (a * j - c * g) * scale,
    (c * d - a * f) * scale,
    (d * i - e * g) * scale,
    (b * g - a * i) * scale,
    (a * e - b * d) * scale,
  )
}

/** Metres of the floor under a pixel, into `out`. False at and above the horizon, where no floor is seen. */
export function project(h: Homography, x: Pixels, y: Pixels, out: Float64Array): boolean {
  const w = depth(h, x, y)
  if (!(w > 0)) return false
  out[0] = (h[0] * x + h[1] * y + h[2]) / w
  out[1] = (h[3] * x + h[4] * y + h[5]) / w
  return Number.isFinite(out[0]) && Number.isFinite(out[1])
}

function depth(h: Homography, x: Pixels, y: Pixels): number {
  return h[6] * x + h[7] * y + h[8]
}

function residual(h: Homography, { image, floor }: PointPair): Metres {
  const at = new Float64Array(2)
  if (!project(h, image[0], image[1], at)) return Number.POSITIVE_INFINITY
  return Math.hypot(at[0] - floor[0], at[1] - floor[1])
}

interface Normaliser {
  readonly x: number
  readonly y: number
  readonly scale: number
}

/** Moves the centroid to the origin and the mean distance from it to √2 (ibid., 4.4.4). */
function normaliser(points: readonly (readonly [number, number])[]): Normaliser | undefined {
  const x = points.reduce((sum, point) => sum + point[0], 0) / points.length
  const y = points.reduce((sum, point) => sum + point[1], 0) / points.length
  const mean = points.reduce((sum, point) => sum + Math.hypot(point[0] - x, point[1] - y), 0) / points.length
  return mean > 0 ? { x, y, scale: Math.SQRT2 / mean } : undefined
}

/** AᵀA of the two rows that each pair gives (ibid., 4.1). Its eigenvector of the least eigenvalue is the homography. */
function normalEquations(pairs: readonly PointPair[], image: Normaliser, floor: Normaliser): Float64Array {
  const sum = new Float64Array(81)
  for (const pair of pairs) {
    const x = (pair.image[0] - image.x) * image.scale
    const y = (pair.image[1] - image.y) * image.scale
    const u = (pair.floor[0] - floor.x) * floor.scale
    const v = (pair.floor[1] - floor.y) * floor.scale
    addOuter(sum, [0, 0, 0, -x, -y, -1, v * x, v * y, v])
    addOuter(sum, [x, y, 1, 0, 0, 0, -u * x, -u * y, -u])
  }
  return sum
}

function addOuter(sum: Float64Array, row: readonly number[]): void {
  for (let i = 0; i < 9; i++) for (let j = 0; j < 9; j++) sum[9 * i + j] += row[i] * row[j]
}

function determinant(h: Float64Array): number {
  return h[0] * (h[4] * h[8] - h[5] * h[7]) - h[1] * (h[3] * h[8] - h[5] * h[6]) + h[2] * (h[3] * h[7] - h[4] * h[6])
}

/** T'⁻¹ · H · T, scaled to length 1. */
function denormalise(h: Float64Array, image: Normaliser, floor: Normaliser): Homography {
  const right = multiply(h, [image.scale, 0, -image.scale * image.x, 0, image.scale, -image.scale * image.y, 0, 0, 1])
  const all = multiply([1 / floor.scale, 0, floor.x, 0, 1 / floor.scale, floor.y, 0, 0, 1], right)
  const length = Math.hypot(...all)
  return all.map(value => value / length)
}

function multiply(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  const product = new Float64Array(9)
  for (let i = 0; i < 3; i++)
    for (let j = 0; j < 3; j++) for (let k = 0; k < 3; k++) product[3 * i + j] += a[3 * i + k] * b[3 * k + j]
  return product
}
