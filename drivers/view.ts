import type { Optics, OverheadPose, Pose } from '../config/optics.ts'
import type { Metres, Pixels } from '../config/units.ts'
import { Lens } from './lens.ts'

/**
 * Where the pixels of a camera lie in the shop. The one place that knows the projection: the simulated camera draws
 * with it and the vision measures with it.
 *
 *     plan, seen from above            camera
 *       y                                z  the optical axis; depth is measured along it, not along the ray
 *       |   heading = (cos a, sin a)     x  to the right in the picture
 *       |  /  the picture's upper edge   y  down in the picture
 *       | / a
 *       +------- x                     tilt t turns z from straight down towards the heading
 *
 * The plan is right-handed: y runs up when x runs to the right. A pixel's centre lies at (column + ½, row + ½). Roll then
 * turns the picture about z, and the lens may bend it.
 *
 * A depth camera neither rolls nor bends, so the height of a point depends on its row and depth alone, and its place on the
 * plan is a sum of a term of the column and a term of the row: short tables instead of a matrix a pixel. They mean nothing
 * for a camera that does.
 */
export class View {
  readonly width: Pixels
  readonly height: Pixels
  /** The lens: plan x, plan y, height above the floor. */
  readonly lens: readonly [Metres, Metres, Metres]
  /** Unit vectors of the camera in the shop: to the right, down in the picture, along the optical axis. */
  readonly right: Vector
  readonly down: Vector
  readonly axis: Vector
  /** Across and along the picture, pixels. */
  readonly focal: readonly [Pixels, Pixels]
  readonly principal: readonly [Pixels, Pixels]

  readonly #lens: Lens
  #tables: Tables | undefined
  readonly #pixel = new Float64Array(2)

  constructor(optics: Optics & { readonly pose: Pose | OverheadPose }) {
    const { intrinsics, pose } = optics
    const { width, height } = intrinsics
    const heading = radians(pose.headingDegrees)
    const tilt = radians(pose.tiltDegrees)
    const [east, north] = [Math.cos(heading), Math.sin(heading)]
    const [sine, cosine] = [Math.sin(tilt), Math.cos(tilt)]
    this.#lens = new Lens(optics)
    this.focal = this.#lens.focal
    this.principal = this.#lens.principal
    this.width = width
    this.height = height
    this.lens = [pose.position[0], pose.position[1], pose.heightMetres]
    const roll = radians('rollDegrees' in pose ? pose.rollDegrees : 0)
    const level: Vector = [north, -east, 0]
    const below: Vector = [-cosine * east, -cosine * north, -sine]
    this.right = turned(level, below, roll)
    this.down = turned(below, level, -roll)
    this.axis = [sine * east, sine * north, -cosine]
  }

  /** Plan x of a point: x + depth · (columnX[column] + rowX[row]), depth in metres. */
  get columnX(): Float64Array {
    return this.#tabled.columnX
  }

  get rowX(): Float64Array {
    return this.#tabled.rowX
  }

  /** Plan y, the same way. */
  get columnY(): Float64Array {
    return this.#tabled.columnY
  }

  get rowY(): Float64Array {
    return this.#tabled.rowY
  }

  /** Height above the floor: z + depth · rowZ[row]. Negative where the view goes down. */
  get rowZ(): Float64Array {
    return this.#tabled.rowZ
  }

  get #tabled(): Tables {
    return (this.#tables ??= this.#tabulate())
  }

  #tabulate(): Tables {
    const { right, down, axis, focal, principal } = this
    const across = Float64Array.from({ length: this.width }, (_, column) => (column + 0.5 - principal[0]) / focal[0])
    const along = Float64Array.from({ length: this.height }, (_, row) => (row + 0.5 - principal[1]) / focal[1])
    return {
      columnX: across.map(k => k * right[0]),
      columnY: across.map(k => k * right[1]),
      rowX: along.map(k => axis[0] + k * down[0]),
      rowY: along.map(k => axis[1] + k * down[1]),
      rowZ: along.map(k => axis[2] + k * down[2]),
    }
  }

  /** A place in the shop in the camera's own axes: metres to the right, down in the picture, along the optical axis. */
  toCamera(x: Metres, y: Metres, z: Metres): Vector {
    const from: Vector = [x - this.lens[0], y - this.lens[1], z - this.lens[2]]
    return [dot(from, this.right), dot(from, this.down), dot(from, this.axis)]
  }

  /** Column, row (fractions count) and depth in metres of a place in the shop; undefined where the lens does not see it. */
  project(x: Metres, y: Metres, z: Metres): readonly [Pixels, Pixels, Metres] | undefined {
    const [across, along, depth] = this.toCamera(x, y, z)
    const pixel = this.#pixel
    if (depth <= 0 || !this.#lens.distort(across / depth, along / depth, pixel)) return undefined
    return [pixel[0], pixel[1], depth]
  }

  /** Plan x and y of what is seen at a column and row if it is at a height, into `out`. False where the way there never gets to it. */
  placeAt(column: Pixels, row: Pixels, height: Metres, out: Float64Array): boolean {
    if (!this.#lens.undistort(column, row, out)) return false
    const { axis, right, down, lens } = this
    const across = out[0]
    const along = out[1]
    const rise = axis[2] + across * right[2] + along * down[2]
    const depth = (height - lens[2]) / rise
    if (!(depth > 0 && depth < Number.POSITIVE_INFINITY)) return false
    out[0] = lens[0] + depth * (axis[0] + across * right[0] + along * down[0])
    out[1] = lens[1] + depth * (axis[1] + across * right[1] + along * down[1])
    return true
  }
}

/** Made for those that ask for them: whoever fits a pose tries hundreds of views. */
interface Tables {
  readonly columnX: Float64Array
  readonly columnY: Float64Array
  readonly rowX: Float64Array
  readonly rowY: Float64Array
  readonly rowZ: Float64Array
}

export type Vector = readonly [number, number, number]

export function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

/** `a` turned by an angle towards `b`, which stands upright on it. */
function turned(a: Vector, b: Vector, angle: number): Vector {
  if (angle === 0) return a
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)]
  return [cosine * a[0] + sine * b[0], cosine * a[1] + sine * b[1], cosine * a[2] + sine * b[2]]
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180
}
