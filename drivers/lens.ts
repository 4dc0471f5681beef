import type { Distortion, Optics } from '../config/optics.ts'
import type { Pixels } from '../config/units.ts'

/** Where a bend turns back is looked for up to this square of the slope: 84° off the axis. */
const FARTHEST = 100
const STEPS = 2000
/** Steps of Newton's method; four or five are what it takes. */
const MOST = 20
/** Of a slope: a hundred-thousandth of a pixel at a focal length of 1,000 px. */
const EXACT = 1e-8

/**
 * What a lens makes of a direction, and back. A direction is its slopes across and along: x / z and y / z in the camera's own
 * axes. The model is Brown's, as OpenCV writes it:
 *
 *     r² = x² + y²     b = 1 + k1 r² + k2 r⁴ + k3 r⁶
 *     x' = b x + 2 p1 x y + p2 (r² + 2 x²)          column = cx + fx x'
 *     y' = b y + p1 (r² + 2 y²) + 2 p2 x y          row    = cy + fy y'
 *
 * A polynomial with a negative end turns back somewhere, and beyond that it would fold what lies far outside into the picture:
 * such directions are not seen.
 */
export class Lens {
  readonly focal: readonly [Pixels, Pixels]
  readonly principal: readonly [Pixels, Pixels]
  readonly #bend: Distortion | undefined
  /** Slopes at which the bend turns back. */
  readonly #limit: number
  readonly #straight = new Float64Array(2)

  constructor({ intrinsics, distortion }: Optics) {
    this.focal = [intrinsics.fx, intrinsics.fy]
    this.principal = [intrinsics.cx, intrinsics.cy]
    this.#bend = distortion && Object.values(distortion).some(value => value !== 0) ? distortion : undefined
    this.#limit = this.#bend ? turningPoint(this.#bend) : Number.POSITIVE_INFINITY
  }

  /** Column and row at which a direction is seen, into `out`; false where the lens does not see it. */
  distort(x: number, y: number, out: Float64Array): boolean {
    const r2 = x * x + y * y
    if (!(r2 < this.#limit * this.#limit)) return false
    const bend = this.#bend
    let [u, v] = [x, y]
    if (bend) {
      const { k1, k2, k3, p1, p2 } = bend
      const b = 1 + r2 * (k1 + r2 * (k2 + r2 * k3))
      u = b * x + 2 * p1 * x * y + p2 * (r2 + 2 * x * x)
      v = b * y + p1 * (r2 + 2 * y * y) + 2 * p2 * x * y
    }
    out[0] = this.principal[0] + this.focal[0] * u
    out[1] = this.principal[1] + this.focal[1] * v
    return true
  }

  /**
   * The direction that is seen at a column and row, into `out`; false where there is none. What {@link distort} makes of the
   * answer lies within a hundred-thousandth of a pixel (at a focal length of 1,000) of where it came from.
   */
  undistort(column: Pixels, row: Pixels, out: Float64Array): boolean {
    const u = (column - this.principal[0]) / this.focal[0]
    const v = (row - this.principal[1]) / this.focal[1]
    out[0] = u
    out[1] = v
    return this.#bend ? this.#unbend(this.#bend, u, v, out) : Number.isFinite(u) && Number.isFinite(v)
  }

  /** Where the pixel would be if the lens bent nothing, into `out`; false where it saw nothing there. */
  straighten(column: Pixels, row: Pixels, out: Float64Array): boolean {
    const slopes = this.#straight
    if (!this.undistort(column, row, slopes)) return false
    out[0] = this.principal[0] + this.focal[0] * slopes[0]
    out[1] = this.principal[1] + this.focal[1] * slopes[1]
    return true
  }

  /** The other way: where a pixel of the picture without a bend is seen, into `out`; false where the lens does not see it. */
  bend(column: Pixels, row: Pixels, out: Float64Array): boolean {
    return this.distort((column - this.principal[0]) / this.focal[0], (row - this.principal[1]) / this.focal[1], out)
  }

  /** Newton's method in two unknowns, from the radial bend undone alone. */
  #unbend(bend: Distortion, u: number, v: number, out: Float64Array): boolean {
    const { k1, k2, k3, p1, p2 } = bend
    const radius = Math.hypot(u, v)
    const share = radius > 0 ? unbendRadius(bend, radius, this.#limit) / radius : 1
    let [x, y] = [u * share, v * share]
    for (let step = 0; step < MOST; step++) {
      const r2 = x * x + y * y
      const b = 1 + r2 * (k1 + r2 * (k2 + r2 * k3))
      const slope = 2 * (k1 + r2 * (2 * k2 + r2 * 3 * k3))
      const eu = b * x + 2 * p1 * x * y + p2 * (r2 + 2 * x * x) - u
      const ev = b * y + p1 * (r2 + 2 * y * y) + 2 * p2 * x * y - v
      if (Math.abs(eu) < EXACT && Math.abs(ev) < EXACT) {
        out[0] = x
        out[1] = y
        return r2 < this.#limit * this.#limit
      }
      const xx = b + x * x * slope + 2 * p1 * y + 6 * p2 * x
      const xy = x * y * slope + 2 * p1 * x + 2 * p2 * y
      const yy = b + y * y * slope + 6 * p1 * y + 2 * p2 * x
      const determinant = xx * yy - xy * xy
      if (!(determinant > 0)) return false
      x -= (yy * eu - xy * ev) / determinant
      y -= (xx * ev - xy * eu) / determinant
    }
    return false
  }
}

/** The slope up to which the radial bend grows. */
function turningPoint({ k1, k2, k3 }: Distortion): number {
  const grows = (r2: number) => 1 + r2 * (3 * k1 + r2 * (5 * k2 + r2 * 7 * k3)) > 0
  // Finer near the axis, where pictures are.
  const at = (step: number) => FARTHEST * (step / STEPS) ** 2
  for (let step = 1; step <= STEPS; step++) {
    if (grows(at(step))) continue
    let [low, high] = [at(step - 1), at(step)]
    for (let i = 0; i < 50; i++) {
      const middle = (low + high) / 2
      if (grows(middle)) low = middle
      else high = middle
    }
    return Math.sqrt(low)
  }
  return Math.sqrt(FARTHEST)
}

/** The radius that the radial bend alone takes to this one, by bisection, near enough to begin from. */
function unbendRadius({ k1, k2, k3 }: Distortion, bent: number, limit: number): number {
  let [low, high] = [0, limit]
  for (let i = 0; i < 24; i++) {
    const r = (low + high) / 2
    const r2 = r * r
    if (r * (1 + r2 * (k1 + r2 * (k2 + r2 * k3))) < bent) low = r
    else high = r
  }
  return low
}
