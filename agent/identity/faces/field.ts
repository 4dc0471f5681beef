import { Desk } from '../../vision/desk.ts'
import { CROP } from './crop.ts'
import { kernels } from './kernels.ts'
import { SIDE } from './template.ts'

/** A crop and its mirror image. */
export const VIEWS = 2
const ROW = SIDE * 3

/** What the embedder's net is shown: a crop, and behind it its mirror image. */
export class Field {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly #desk = new Desk()
  readonly #kernels = kernels(this.#desk.memory)

  constructor() {
    this.#desk.reserve(VIEWS * CROP + ROW)
    this.bytes = new Uint8Array(this.#desk.buffer, 0, VIEWS * CROP)
  }

  /** Writes the mirror image of the crop. */
  mirror(): void {
    // From below, since the kernel writes a byte before each row; before the first one that is the last of the crop.
    const last = this.bytes[CROP - 1]
    for (let row = CROP - ROW; row >= 0; row -= ROW) this.#kernels.mirror(row, row + ROW, CROP + row + ROW)
    this.bytes[CROP - 1] = last
  }
}
