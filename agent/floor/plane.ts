import type { Camera } from '../../config/cameras.ts'
import type { Depth } from '../../config/depth.ts'
import { fitHomography, type Homography, project } from './homography.ts'

/** In what a sensor's boxes are measured: pixels of its picture, or metres of the floor plan seen from above. */
export type Plane = { readonly kind: 'picture'; readonly homography: Homography } | { readonly kind: 'floor' }

/** The plane of every sensor, by its id. Throws CALIBRATION_UNFIT. */
export function planes(cameras: readonly Camera[], depth: readonly Depth[]): Map<string, Plane> {
  return new Map<string, Plane>([
    ...cameras.map(({ id, calibration }): [string, Plane] => [
      id,
      { kind: 'picture', homography: fitHomography(calibration, id).homography },
    ]),
    ...depth.map(({ id }): [string, Plane] => [id, { kind: 'floor' }]),
  ])
}

/**
 * Where the person in box `i` stands, metres, into `out`: what is under the middle of the lower edge for a picture, the middle
 * of the box for the floor seen from above. False where that is no spot on the floor.
 */
export function footOf(plane: Plane, box: Float32Array, i: number, out: Float64Array): boolean {
  const x = box[4 * i] + box[4 * i + 2] / 2
  const top = box[4 * i + 1]
  const height = box[4 * i + 3]
  if (plane.kind === 'picture') return project(plane.homography, x, top + height, out)
  out[0] = x
  out[1] = top + height / 2
  return Number.isFinite(out[0]) && Number.isFinite(out[1])
}
