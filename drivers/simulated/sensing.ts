import type { Random } from './random.ts'

/** Of the true distance, metre for metre squared: what stereo and structured light are like, 1.5 mm at one metre. */
const NOISE = 0.0015
/** Two neighbours this share of their distance apart lie on an edge, and an edge is often not measured. */
const EDGE = 0.04
const REACH = 10
const TABLE = 1 << 16

/**
 * What a depth sensor makes of true distances: noise that grows with the square of the distance, holes at edges, here and
 * there a hole elsewhere, whole millimetres.
 */
export class Sensing {
  readonly #random: Random
  readonly #normal: Float32Array

  constructor(random: Random) {
    this.#random = random
    this.#normal = Float32Array.from({ length: TABLE }, () => random.normal())
  }

  /** `depth` in metres, row by row; `into` gets millimetres, 0 for a hole; `holes` is the share of those that the light makes. */
  measure(depth: Float32Array, width: number, into: Uint16Array, holes = 0): void {
    const normal = this.#normal
    const spoiled = holes > 0
    for (let start = 0; start < depth.length; start += width) {
      let draw = this.#random.below(TABLE)
      for (let at = start; at < start + width; at++) {
        const metres = depth[at]
        const noise = normal[(draw = (draw + 1) & (TABLE - 1))]
        const size = noise < 0 ? -noise : noise
        const left = at > start ? depth[at - 1] - metres : 0
        const above = start > 0 ? depth[at - width] - metres : 0
        const limit = EDGE * metres
        const isEdge = left > limit || -left > limit || above > limit || -above > limit
        // One draw serves three ends: seven in ten lie below 1.04, two in a thousand above 3.1.
        const isHole = size > 3.1 || (isEdge && size < 1.04) || !(metres < REACH)
        into[at] =
          isHole || (spoiled && this.#random.unit() < holes)
            ? 0
            : 1000 * (metres + NOISE * metres * metres * noise) + 0.5
      }
    }
  }
}
