import type { Camera, PointPair } from '../../config/cameras.ts'
import type { Depth } from '../../config/depth.ts'
import { Fault } from '../../config/fault.ts'
import type { Metres, Pixels } from '../../config/units.ts'
import { Lens } from '../../drivers/lens.ts'
import { View } from '../../drivers/view.ts'
import { type Fit, fitHomography, type Homography, project } from './homography.ts'

/** Of the picture's height: a box that ends this near to the lower edge has been cut there. */
const EDGE = 0.01
/** Men and women of the world, 1.65 m in the mean (NCD-RisC 2016), in shoes. */
export const ADULT: Metres = 1.68
/** A lens has to hang this far above a head for its height to tell where it is. */
const HEADROOM: Metres = 0.5

/** A picture and what ties its pixels to the floor. */
export type Picture =
  | {
      readonly kind: 'picture'
      /** Of the picture as it would be if the lens bent nothing. */
      readonly homography: Homography
      readonly lens?: Lens
      /** Height of the picture, where it is known. */
      readonly rows?: Pixels
    }
  | { readonly kind: 'posed'; readonly view: View }

/** In what a sensor's boxes are measured: pixels of its picture, or metres of the floor plan seen from above. */
export type Plane = Picture | { readonly kind: 'floor' }

/** The plane of every sensor, by its id. Throws CALIBRATION_UNFIT. */
export function planes(cameras: readonly Camera[], depth: readonly Depth[]): Map<string, Plane> {
  return new Map<string, Plane>([
    ...cameras.map((camera): [string, Plane] => [camera.id, planeOf(camera)]),
    ...depth.map(({ id }): [string, Plane] => [id, { kind: 'floor' }]),
  ])
}

/** Throws CALIBRATION_UNFIT. */
export function planeOf({ id, calibration, lens }: Pick<Camera, 'id' | 'calibration' | 'lens'>): Picture {
  if (!Array.isArray(calibration)) return { kind: 'posed', view: new View(calibration) }
  const { homography } = fitPairs(calibration, lens, id)
  return {
    kind: 'picture',
    homography,
    ...(lens && { rows: lens.intrinsics.height, ...(lens.distortion && { lens: new Lens(lens) }) }),
  }
}

/** The homography of the straightened picture that fits the pairs best. Throws CALIBRATION_UNFIT. */
export function fitPairs(pairs: readonly PointPair[], optics: Camera['lens'], camera: string): Fit {
  if (!optics?.distortion) return fitHomography(pairs, camera)
  const lens = new Lens(optics)
  const at = new Float64Array(2)
  const straight = pairs.map(({ image, floor }, i): PointPair => {
    if (lens.straighten(image[0], image[1], at)) return { image: [at[0], at[1]], floor }
    throw new Fault('CALIBRATION_UNFIT', { camera, why: `spot ${i + 1} lies where its lens sees nothing` })
  })
  return fitHomography(straight, camera)
}

/**
 * Where the person in box `i` stands, metres, into `out`: what is under the middle of the lower edge for a picture, the middle
 * of the box for the floor seen from above. False where that is no spot on the floor.
 *
 * Of somebody cut by the lower edge of the picture the feet are not seen. Where the pose is known, they are put below the upper
 * edge of the box, as of somebody who is `tall`; but not farther away than what the picture still shows.
 */
export function footOf(plane: Plane, box: Float32Array, i: number, out: Float64Array, tall: Metres = ADULT): boolean {
  const x = box[4 * i] + box[4 * i + 2] / 2
  const top = box[4 * i + 1]
  const height = box[4 * i + 3]
  if (plane.kind === 'posed' && isTopOnly(plane, box, i)) return below(plane.view, x, top, tall, out)
  if (plane.kind !== 'floor') return spotAt(plane, x, top + height, out)
  out[0] = x
  out[1] = top + height / 2
  return Number.isFinite(out[0]) && Number.isFinite(out[1])
}

/** Whether `footOf` goes by the upper edge of box `i`. */
export function isTopOnly(plane: Plane, box: Float32Array, i: number): boolean {
  if (plane.kind !== 'posed' || !isCut(plane, box, i)) return false
  const { height, lens } = plane.view
  return box[4 * i + 1] > EDGE * height && lens[2] >= ADULT + HEADROOM
}

function below(view: View, column: Pixels, top: Pixels, tall: Metres, out: Float64Array): boolean {
  const { lens } = view
  if (!view.placeAt(column, view.height, 0, out)) return view.placeAt(column, top, tall, out)
  const x = out[0]
  const y = out[1]
  const nearest = Math.hypot(x - lens[0], y - lens[1])
  if (view.placeAt(column, top, tall, out) && Math.hypot(out[0] - lens[0], out[1] - lens[1]) < nearest) return true
  out[0] = x
  out[1] = y
  return true
}

/** The spot on the floor that a pixel shows, metres, into `out`. False where it shows none. */
export function spotAt(plane: Picture, column: Pixels, row: Pixels, out: Float64Array): boolean {
  if (plane.kind === 'posed') return plane.view.placeAt(column, row, 0, out)
  const { lens, homography } = plane
  if (!lens) return project(homography, column, row, out)
  return lens.straighten(column, row, out) && project(homography, out[0], out[1], out)
}

/** Whether the picture ends before box `i` does, so that its lower edge is not where the person stands. */
export function isCut(plane: Plane, box: Float32Array, i: number): boolean {
  if (plane.kind === 'floor') return false
  const rows = plane.kind === 'posed' ? plane.view.height : plane.rows
  return rows !== undefined && box[4 * i + 1] + box[4 * i + 3] >= (1 - EDGE) * rows
}
