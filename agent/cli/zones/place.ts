import type { Pixels } from '../../../config/units.ts'

export interface Box {
  readonly x: Pixels
  readonly y: Pixels
  readonly width: Pixels
  readonly height: Pixels
}

/** Keeps words off each other: each goes to the first of the spots that it may stand at where nothing is written yet. */
export class Placing {
  readonly #taken: Box[] = []

  /** Nothing may be written there. */
  keep(box: Box): void {
    this.#taken.push(box)
  }

  /** The middle of the words; of spots that are all taken, the first. */
  put(width: Pixels, height: Pixels, spots: readonly (readonly [Pixels, Pixels])[]): readonly [Pixels, Pixels] {
    const around = ([x, y]: readonly [Pixels, Pixels]): Box => ({ x: x - width / 2, y: y - height / 2, width, height })
    const free = spots.find(spot => !this.#taken.some(box => isOver(box, around(spot)))) ?? spots[0]
    this.#taken.push(around(free))
    return free
  }
}

export function isOver(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}
