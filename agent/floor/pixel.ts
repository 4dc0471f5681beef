import type { Metres } from '../../config/units.ts'
import { inverse } from './homography.ts'
import type { Picture } from './plane.ts'

/** Column and row of a spot on the floor, into `out`. False where the picture cannot show it. */
export type Pixel = (x: Metres, y: Metres, out: Float64Array) => boolean

/** The other way round than spotAt: where the floor plan lies in a picture. */
export function pixelsOf(picture: Picture): Pixel {
  if (picture.kind === 'posed') {
    const { view } = picture
    return (x, y, out) => {
      const seen = view.project(x, y, 0)
      if (!seen) return false
      out[0] = seen[0]
      out[1] = seen[1]
      return true
    }
  }
  const { homography, lens } = picture
  const h = inverse(homography)
  return (x, y, out) => {
    const w = h[6] * x + h[7] * y + h[8]
    if (!(w > 0)) return false
    out[0] = (h[0] * x + h[1] * y + h[2]) / w
    out[1] = (h[3] * x + h[4] * y + h[5]) / w
    return lens ? lens.bend(out[0], out[1], out) : true
  }
}
