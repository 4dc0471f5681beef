import type { Metres } from '../../../config/units.ts'
import type { Detections } from '../detections.ts'
import type { Background } from './background.ts'
import { type Heights, UNSEEN } from './heights.ts'

/** Lower than this are feet and bags. */
const LOWEST: Metres = 0.5
/** Within this of its middle a head is surely its own. */
const HEAD: Metres = 0.12
/** From a head to the fingertips, along shoulder and arm. */
const ARM: Metres = 1.3

/** The shadow of a head over its own shoulder is not wider than this. */
const SHADOW: Metres = 0.2
/** What looks less like a head than this may be a hand that is held up. */
const SURE = 0.5

const NOBODY = -1

/**
 * Whose body a cell belongs to: from every head outwards over all that stands out, one step of all after the other, so that a
 * cell is whose head is nearest along the body. A short way over cells in which nothing was measured, as in the shadow of a head,
 * does not cut an arm off.
 */
export class Limbs {
  /** Index of the head that a cell belongs to, −1 where it is nobody's. */
  readonly owner: Int16Array
  readonly #heights: Heights
  readonly #background: Background
  readonly #lift: Metres
  readonly #queue: Int32Array
  readonly #steps: number
  /** How many cells without a measurement lie before this one on the way to it. */
  readonly #blind: Uint8Array
  readonly #blindest: number
  readonly #around: Int32Array
  #filled = 0

  constructor(heights: Heights, background: Background, lift: Metres) {
    const { columns } = heights
    this.#heights = heights
    this.#background = background
    this.#lift = lift
    this.owner = new Int16Array(heights.top.length).fill(NOBODY)
    this.#queue = new Int32Array(heights.top.length)
    this.#blind = new Uint8Array(heights.top.length)
    this.#blindest = Math.ceil(SHADOW / heights.cell)
    this.#steps = Math.ceil(ARM / heights.cell)
    this.#around = Int32Array.of(-1, 1, -columns, columns, -columns - 1, -columns + 1, columns - 1, columns + 1)
  }

  grow(heads: Detections, box: Metres): void {
    const { owner } = this
    const queue = this.#queue
    for (let i = 0; i < this.#filled; i++) owner[queue[i]] = NOBODY
    this.#filled = 0
    for (let head = 0; head < heads.count; head++) if (heads.score[head] >= SURE) this.#seed(head, heads, box)
    let from = 0
    for (let step = 0; step < this.#steps && from < this.#filled; step++) {
      const to = this.#filled
      for (; from < to; from++) this.#spread(queue[from])
    }
  }

  #seed(head: number, { box: boxes }: Detections, box: Metres): void {
    const { columns, rows, cell, x, y } = this.#heights
    const column = Math.floor((boxes[4 * head] + box / 2 - x) / cell)
    const row = Math.floor((boxes[4 * head + 1] + box / 2 - y) / cell)
    const reach = Math.ceil(HEAD / cell)
    for (let dy = -reach; dy <= reach; dy++)
      for (let dx = -reach; dx <= reach; dx++) {
        if (column + dx < 1 || row + dy < 1 || column + dx >= columns - 1 || row + dy >= rows - 1) continue
        if (cell * Math.hypot(dx, dy) <= HEAD) this.#take((row + dy) * columns + column + dx, head, 0)
      }
  }

  #spread(cell: number): void {
    const { owner } = this
    const { top, columns, rows } = this.#heights
    const column = cell % columns
    // The rim of the map belongs to nobody: beyond it the next row begins.
    if (column === 0 || column === columns - 1 || cell < columns || cell >= columns * (rows - 1)) return
    const around = this.#around
    const blind = this.#blind[cell]
    for (let i = 0; i < around.length; i++) {
      const next = cell + around[i]
      if (owner[next] !== NOBODY) continue
      if (this.#isLimb(next)) this.#take(next, owner[cell], 0)
      else if (top[next] === UNSEEN && blind < this.#blindest) this.#take(next, owner[cell], blind + 1)
    }
  }

  #take(cell: number, head: number, blind: number): void {
    if (this.owner[cell] !== NOBODY) return
    this.owner[cell] = head
    this.#blind[cell] = blind
    this.#queue[this.#filled++] = cell
  }

  #isLimb(cell: number): boolean {
    const metres = this.#heights.top[cell]
    return metres > LOWEST && this.#background.isLifted(cell, metres, this.#lift)
  }
}
