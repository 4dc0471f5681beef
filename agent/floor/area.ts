import pointInPolygon from 'point-in-polygon-hao'
import type { Polygon } from '../../config/shapes.ts'
import type { Metres } from '../../config/units.ts'

/** A polygon of the floor plan, ready to be asked; its edge belongs to it. */
export class Area {
  readonly #ring: number[][][]
  readonly #point = [0, 0]
  readonly minX: Metres
  readonly minY: Metres
  readonly maxX: Metres
  readonly maxY: Metres

  constructor(outline: Polygon) {
    this.#ring = [[...outline.map(([x, y]) => [x, y]), [...outline[0]]]]
    this.minX = Math.min(...outline.map(([x]) => x))
    this.minY = Math.min(...outline.map(([, y]) => y))
    this.maxX = Math.max(...outline.map(([x]) => x))
    this.maxY = Math.max(...outline.map(([, y]) => y))
  }

  /** Exact: by adaptive orientation tests (Hao et al., Optimal Reliable Point-in-Polygon Test, 2018). */
  contains(x: Metres, y: Metres): boolean {
    if (!this.near(x, y, 0)) return false
    this.#point[0] = x
    this.#point[1] = y
    return pointInPolygon(this.#point, this.#ring) !== false
  }

  /** Whether a spot is in the upright rectangle around the polygon, widened by a margin. */
  near(x: Metres, y: Metres, margin: Metres): boolean {
    return x >= this.minX - margin && x <= this.maxX + margin && y >= this.minY - margin && y <= this.maxY + margin
  }
}
