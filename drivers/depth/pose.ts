import type { Depth } from '../../config/depth.ts'
import type { Metres, Pixels } from '../../config/units.ts'

/**
 * Where the pixels of a depth camera lie in the shop. The one place that knows the projection: the simulated camera draws
 * with it and the vision measures with it.
 *
 *     plan, seen from above            camera
 *       y                                z  the optical axis; depth is measured along it, not along the ray
 *       |   heading = (cos a, sin a)     x  to the right in the picture
 *       |  /  the picture's upper edge   y  down in the picture
 *       | / a
 *       +------- x                     tilt t turns z from straight down towards the heading
 *
 * The plan is right-handed: y runs up when x runs to the right. A pixel's centre lies at (column + ½, row + ½). The camera
 * does not roll, so the height of a point depends on its row and depth alone, and its place on the plan is a sum of a term
 * of the column and a term of the row: four short tables instead of a matrix a pixel.
 */
export class View {
  readonly width: Pixels
  readonly height: Pixels
  /** Plan x of a point: x + depth · (columnX[column] + rowX[row]), depth in metres. */
  readonly columnX: Float64Array
  readonly rowX: Float64Array
  /** Plan y, the same way. */
  readonly columnY: Float64Array
  readonly rowY: Float64Array
  /** Height above the floor: z + depth · rowZ[row]. Negative where the view goes down. */
  readonly rowZ: Float64Array
  /** The lens: plan x, plan y, height above the floor. */
  readonly lens: readonly [Metres, Metres, Metres]
  /** Unit vectors of the camera in the shop: to the right, down in the picture, along the optical axis. */
  readonly right: Vector
  readonly down: Vector
  readonly axis: Vector
  /** Across and along the picture, pixels. */
  readonly focal: readonly [Pixels, Pixels]
  readonly principal: readonly [Pixels, Pixels]

  constructor({ intrinsics, pose }: Pick<Depth, 'intrinsics' | 'pose'>) {
    const { width, height, fx, fy, cx, cy } = intrinsics
    const heading = radians(pose.headingDegrees)
    const tilt = radians(pose.tiltDegrees)
    const [east, north] = [Math.cos(heading), Math.sin(heading)]
    const [sine, cosine] = [Math.sin(tilt), Math.cos(tilt)]
    this.focal = [fx, fy]
    this.principal = [cx, cy]
    this.width = width
    this.height = height
    this.lens = [pose.position[0], pose.position[1], pose.heightMetres]
    this.right = [north, -east, 0]
    this.down = [-cosine * east, -cosine * north, -sine]
    this.axis = [sine * east, sine * north, -cosine]
    const across = Float64Array.from({ length: width }, (_, column) => (column + 0.5 - cx) / fx)
    const along = Float64Array.from({ length: height }, (_, row) => (row + 0.5 - cy) / fy)
    this.columnX = across.map(k => k * this.right[0])
    this.columnY = across.map(k => k * this.right[1])
    this.rowX = along.map(k => this.axis[0] + k * this.down[0])
    this.rowY = along.map(k => this.axis[1] + k * this.down[1])
    this.rowZ = along.map(k => this.axis[2] + k * this.down[2])
  }

  /** A place in the shop in the camera's own axes: metres to the right, down in the picture, along the optical axis. */
  toCamera(x: Metres, y: Metres, z: Metres): Vector {
    const from: Vector = [x - this.lens[0], y - this.lens[1], z - this.lens[2]]
    return [dot(from, this.right), dot(from, this.down), dot(from, this.axis)]
  }

  /** Column, row (fractions count) and depth in metres of a place in the shop; undefined where it lies behind the lens. */
  project(x: Metres, y: Metres, z: Metres): readonly [Pixels, Pixels, Metres] | undefined {
    const [across, along, depth] = this.toCamera(x, y, z)
    if (depth <= 0) return undefined
    const [column, row] = this.principal
    return [column + (this.focal[0] * across) / depth, row + (this.focal[1] * along) / depth, depth]
  }
}

export type Vector = readonly [number, number, number]

export function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180
}
