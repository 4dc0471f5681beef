import type { Metres } from '../../config/units.ts'
import { ADULT, footOf, isTopOnly, type Plane } from './plane.ts'

/**
 * Offsets into a spread, all m²: covariance of a spot on the floor from look to look, and the variance of what does not change
 * between looks, on either axis: by how much calibration, and heads or feet, put somebody beside where they stand.
 */
export const XX = 0
export const XY = 1
export const YY = 2
export const BESIDE = 3
export const SPREAD = 4

/** How far the foot of a box is off where somebody stands, as shares of the width and the height of the box. */
const ACROSS = 0.08
const DOWN = 0.04
/** How far somebody's height is from that of whom they are taken for, where their feet are not seen; the box has its error besides. */
const TALLER: Metres = 0.12

/** How far it is off where the box is measured on the floor itself, from above. */
const OVERHEAD_METRES: Metres = 0.04

/** What the calibration leaves, wherever somebody stands. */
const CALIBRATED_METRES: Metres = 0.05

/** By how much a sensor puts people beside where they stand: one that sees heads from above, and one that looks for feet. */
const BESIDE_OVERHEAD_METRES: Metres = 0.08
const BESIDE_PICTURE_METRES: Metres = 0.25

const shifted = new Float32Array(4)
const a = new Float64Array(2)
const b = new Float64Array(2)

/**
 * What is not known of the spot of the person in box `i`, which `footOf` puts at (x, y), into `out`. In a picture the error of
 * the foot point is carried over to the floor by differences, to either side where both are on the floor: the farther from the
 * camera, the more metres a pixel is. Errors across and down the picture are taken as independent.
 */
export function spreadOf(plane: Plane, box: Float32Array, i: number, x: Metres, y: Metres, out: Float64Array): void {
  out[XY] = 0
  if (plane.kind === 'floor') {
    out[XX] = out[YY] = OVERHEAD_METRES ** 2
    out[BESIDE] = BESIDE_OVERHEAD_METRES ** 2
    return
  }
  out[XX] = out[YY] = CALIBRATED_METRES ** 2
  out[BESIDE] = BESIDE_PICTURE_METRES ** 2
  carry(plane, box, i, ACROSS * box[4 * i + 2], 0, x, y, out)
  if (isTopOnly(plane, box, i)) {
    const isNear = footOf(plane, box, i, a, ADULT + TALLER)
    const isFar = footOf(plane, box, i, b, ADULT - TALLER)
    add(isNear, isFar, x, y, out)
  } else carry(plane, box, i, 0, DOWN * box[4 * i + 3], x, y, out)
}

function carry(
  plane: Plane,
  box: Float32Array,
  i: number,
  dx: number,
  dy: number,
  x: Metres,
  y: Metres,
  out: Float64Array,
): void {
  for (let k = 0; k < 4; k++) shifted[k] = box[4 * i + k]
  shifted[0] += dx
  shifted[1] += dy
  const isNear = footOf(plane, shifted, 0, a)
  shifted[0] -= 2 * dx
  shifted[1] -= 2 * dy
  const isFar = footOf(plane, shifted, 0, b)
  add(isNear, isFar, x, y, out)
}

/** The variance that two spots at one deviation to either side stand for. */
function add(isNear: boolean, isFar: boolean, x: Metres, y: Metres, out: Float64Array): void {
  const share = isNear && isFar ? 0.5 : 1
  const eastern = share * ((isNear ? a[0] : x) - (isFar ? b[0] : x))
  const northern = share * ((isNear ? a[1] : y) - (isFar ? b[1] : y))
  out[XX] += eastern * eastern
  out[XY] += eastern * northern
  out[YY] += northern * northern
}
