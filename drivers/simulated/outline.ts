import type { Lens } from '../lens.ts'
import type { View } from '../view.ts'
import { type Body, eachPart } from './body.ts'

/** Nothing closer to the lens than this is in focus. */
const NEAR = 0.1

/**
 * The box around a body in the picture, which may reach beyond it, into `box`: left, top, right, bottom, pixels. False where
 * some of it lies beside or behind the lens, or all of it where the lens does not see.
 *
 * The outline of an ellipsoid is a conic: with centre c and half-axes a₁ a₂ a₃ in the camera's axes, its dual is
 * M = c cᵀ − Σ a aᵀ, and the upright lines X = k (and Y = k) that touch it solve M₃₃ k² − 2 M₁₃ k + M₁₁ = 0 (Hartley & Zisserman,
 * Multiple View Geometry, 8.4.3).
 */
export function frameBody(body: Body, view: View, lens: Lens, box: Float64Array): boolean {
  let isBefore = true
  box[0] = box[1] = Number.POSITIVE_INFINITY
  box[2] = box[3] = Number.NEGATIVE_INFINITY
  eachPart(body, view, (centre, axes, reach) => {
    if (centre[2] - reach < NEAR) isBefore = false
    if (!isBefore) return
    let [xx, xz, yy, yz, zz] = [0, 0, 0, 0, 0]
    for (const [x, y, z] of axes) {
      const square = 1 / (x * x + y * y + z * z) ** 2
      xx -= x * x * square
      xz -= x * z * square
      yy -= y * y * square
      yz -= y * z * square
      zz -= z * z * square
    }
    const [x, y, z] = centre
    xx += x * x
    xz += x * z
    yy += y * y
    yz += y * z
    zz += z * z
    const [rootX, rootY] = [Math.sqrt(xz * xz - xx * zz), Math.sqrt(yz * yz - yy * zz)]
    box[0] = Math.min(box[0], (xz - rootX) / zz)
    box[1] = Math.min(box[1], (yz - rootY) / zz)
    box[2] = Math.max(box[2], (xz + rootX) / zz)
    box[3] = Math.max(box[3], (yz + rootY) / zz)
  })
  return isBefore && bend(lens, box)
}

const pixel = new Float64Array(2)

/** From the plane of the pinhole camera to pixels. A lens bends the sides of a box, so their middles count as well. */
function bend(lens: Lens, box: Float64Array): boolean {
  const [left, top, right, bottom] = box
  box[0] = box[1] = Number.POSITIVE_INFINITY
  box[2] = box[3] = Number.NEGATIVE_INFINITY
  for (let across = 0; across <= 2; across++) {
    for (let along = 0; along <= 2; along++) {
      const isMiddle = across === 1 && along === 1
      const x = left + (across / 2) * (right - left)
      const y = top + (along / 2) * (bottom - top)
      if (isMiddle || !lens.distort(x, y, pixel)) continue
      box[0] = Math.min(box[0], pixel[0])
      box[1] = Math.min(box[1], pixel[1])
      box[2] = Math.max(box[2], pixel[0])
      box[3] = Math.max(box[3], pixel[1])
    }
  }
  return box[0] < box[2] && box[1] < box[3]
}
