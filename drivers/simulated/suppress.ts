import type { Pixels } from '../../config/units.ts'

/** What a detector found. */
export interface Found {
  readonly left: Pixels
  readonly top: Pixels
  readonly right: Pixels
  readonly bottom: Pixels
  readonly score: number
  /** In the truth; 0 for nobody. */
  readonly who: number
}

/** Boxes that share more than this of what they cover together are taken for one person, as every detector does. */
const SAME = 0.65

/** Best first; of boxes that lie on each other, only the best. */
export function suppress(found: readonly Found[]): Found[] {
  const kept: Found[] = []
  for (const one of found.toSorted((a, b) => b.score - a.score))
    if (!kept.some(better => overlap(better, one) > SAME)) kept.push(one)
  return kept
}

function overlap(a: Found, b: Found): number {
  const across = Math.min(a.right, b.right) - Math.max(a.left, b.left)
  const along = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
  if (across <= 0 || along <= 0) return 0
  const size = ({ left, top, right, bottom }: Found) => (right - left) * (bottom - top)
  return (across * along) / (size(a) + size(b) - across * along)
}

/** What a box, left top right bottom, covers; nothing where it is turned inside out. */
export function area(box: Float64Array): number {
  return Math.max(0, box[2] - box[0]) * Math.max(0, box[3] - box[1])
}

/** Cuts a box off at the edges of the picture. */
export function clip(box: Float64Array, width: Pixels, height: Pixels): void {
  box[0] = Math.max(0, box[0])
  box[1] = Math.max(0, box[1])
  box[2] = Math.min(width, box[2])
  box[3] = Math.min(height, box[3])
}
