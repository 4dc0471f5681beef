import type { Piece, Row } from './piece.ts'

/** Whoever is covered by so much of their box is seldom detected. */
const COVERED = 0.5

/** Who was seen in each picture of a recording, and so who may have stood in front of somebody who was not. */
export class Front {
  readonly #seen = new Map<number, Row[]>()

  constructor(walks: Iterable<Piece>) {
    for (const walk of walks)
      for (const row of walk) {
        const here = this.#seen.get(row.frame)
        if (here) here.push(row)
        else this.#seen.set(row.frame, [row])
      }
  }

  /**
   * Whether one person who was seen in that frame covers half of the box, or more. In a picture whoever stands lower is nearer to the
   * camera.
   */
  hides({ frame, box }: Pick<Row, 'frame' | 'box'>): boolean {
    const least = COVERED * box[2] * box[3]
    return (this.#seen.get(frame) ?? []).some(
      other => other.box[1] + other.box[3] >= box[1] + box[3] && shared(other.box, box) >= least,
    )
  }
}

function shared([x, y, width, height]: Row['box'], [left, top, across, down]: Row['box']): number {
  const overlapX = Math.min(x + width, left + across) - Math.max(x, left)
  const overlapY = Math.min(y + height, top + down) - Math.max(y, top)
  return overlapX > 0 && overlapY > 0 ? overlapX * overlapY : 0
}
