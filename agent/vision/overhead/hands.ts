import pointInPolygon from 'point-in-polygon-hao'
import type { Shelf } from '../../../config/floor.ts'
import type { Polygon } from '../../../config/shapes.ts'
import type { Metres, Ms } from '../../../config/units.ts'
import type { Detections } from '../detections.ts'
import type { Background } from './background.ts'
import type { Heights } from './heights.ts'
import { Limbs } from './limbs.ts'
import { Reaching, SIDE } from './reaching.ts'

/** A hand lies this much above the goods; less is the noise of the sensor. */
const LIFT: Metres = 0.08
/** Nearer to the head than this is the body itself, with its shoulders. */
const BODY: Metres = 0.28
/** Square metres of a hand and its wrist, seen from above. */
const HAND = 0.005
/** An arm whose middle is off the way to the shelf by more than this is on one side of it. */
const ASIDE: Metres = 0.07
const LONGEST: Ms = 500

interface Place {
  readonly outline: Polygon
  readonly cells: Int32Array
  readonly from: Metres
  readonly to: Metres
}

/**
 * Finds hands in shelves: what stands out in the room of a shelf and hangs together with somebody, at arm's length from their
 * head. Goods that were put there hang together with nobody. Who stands in the room of a shelf reaches into nothing.
 */
export class Hands {
  readonly reaching = new Reaching()
  readonly #heights: Heights
  readonly #background: Background
  readonly #limbs: Limbs
  readonly #places: readonly Place[]
  readonly #least: number
  #lastMs: Ms | undefined
  /** Cells of each head's hand in the shelf at hand, and the sums of their places. */
  #count = new Int32Array(16)
  #x = new Float64Array(16)
  #y = new Float64Array(16)

  constructor(heights: Heights, background: Background, shelves: readonly Shelf[]) {
    this.#heights = heights
    this.#background = background
    this.#limbs = new Limbs(heights, background, LIFT)
    this.#places = shelves.map(({ outline, fromMetres, toMetres }) => ({
      outline,
      cells: cellsIn(outline, heights),
      from: fromMetres,
      to: toMetres,
    }))
    this.#least = Math.max(2, Math.ceil(HAND / heights.cell ** 2))
  }

  /** After the heads of a picture were found, and before its background is learned: hands are none. `box` is the side of their boxes. */
  look(heads: Detections, box: Metres, atMs: Ms): void {
    this.reaching.clear()
    this.reaching.pictureMs = Math.max(0, Math.min(LONGEST, atMs - (this.#lastMs ?? atMs)))
    this.#lastMs = atMs
    if (heads.count === 0) return
    let isGrown = false
    for (let shelf = 0; shelf < this.#places.length; shelf++) {
      const place = this.#places[shelf]
      if (!this.#stirs(place)) continue
      if (!isGrown) this.#limbs.grow(heads, box)
      isGrown = true
      this.#gather(place, heads, box)
      for (let head = 0; head < heads.count; head++)
        if (this.#count[head] >= this.#least) this.#judge(shelf, head, heads, box)
    }
  }

  /** Whether enough stands out in the room of a shelf to be a hand at all. */
  #stirs({ cells, from, to }: Place): boolean {
    const { top } = this.#heights
    let count = 0
    for (let i = 0; i < cells.length; i++) {
      const cell = cells[i]
      const metres = top[cell]
      if (metres >= from && metres <= to && this.#background.isLifted(cell, metres, LIFT)) count++
    }
    return count >= this.#least
  }

  #gather({ cells, from, to }: Place, heads: Detections, box: Metres): void {
    const { top, columns, cell: side, x: originX, y: originY } = this.#heights
    const { owner } = this.#limbs
    this.#room(heads.count)
    for (let i = 0; i < cells.length; i++) {
      const cell = cells[i]
      const head = owner[cell]
      if (head < 0 || top[cell] < from || top[cell] > to) continue
      const x = originX + ((cell % columns) + 0.5) * side
      const y = originY + (Math.floor(cell / columns) + 0.5) * side
      const dx = x - heads.box[4 * head] - box / 2
      const dy = y - heads.box[4 * head + 1] - box / 2
      if (dx * dx + dy * dy < BODY * BODY) continue
      this.#background.keep(cell)
      this.#count[head]++
      this.#x[head] += dx
      this.#y[head] += dy
    }
  }

  #judge(shelf: number, head: number, heads: Detections, box: Metres): void {
    const { outline } = this.#places[shelf]
    const x = heads.box[4 * head] + box / 2
    const y = heads.box[4 * head + 1] + box / 2
    if (contains(outline, x, y)) return
    const [wayX, wayY] = wayTo(outline, x, y)
    // Positive to the left of the way: the plan is right-handed.
    const cross = (wayX * this.#y[head] - wayY * this.#x[head]) / this.#count[head]
    const aside = cross / Math.max(1e-6, Math.hypot(wayX, wayY))
    const side = aside > ASIDE ? SIDE.left : aside < -ASIDE ? SIDE.right : SIDE.ahead
    this.reaching.push(shelf, head, side)
  }

  #room(heads: number): void {
    if (this.#count.length < heads) {
      this.#count = new Int32Array(2 * heads)
      this.#x = new Float64Array(2 * heads)
      this.#y = new Float64Array(2 * heads)
    }
    this.#count.fill(0)
    this.#x.fill(0)
    this.#y.fill(0)
  }
}

function cellsIn(outline: Polygon, { columns, rows, x, y, cell }: Heights): Int32Array {
  const inside: number[] = []
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      if (contains(outline, x + (column + 0.5) * cell, y + (row + 0.5) * cell)) inside.push(row * columns + column)
  return Int32Array.from(inside)
}

function contains(outline: Polygon, x: Metres, y: Metres): boolean {
  return pointInPolygon([x, y], [[...outline, outline[0]]]) !== false
}

/** From a spot to the nearest of a polygon's edges. */
function wayTo(outline: Polygon, x: Metres, y: Metres): readonly [Metres, Metres] {
  let best: readonly [Metres, Metres] = [0, 0]
  let least = Number.POSITIVE_INFINITY
  for (let i = 0; i < outline.length; i++) {
    const [fromX, fromY] = outline[i]
    const [toX, toY] = outline[(i + 1) % outline.length]
    const [dx, dy] = [toX - fromX, toY - fromY]
    const along = ((x - fromX) * dx + (y - fromY) * dy) / (dx * dx + dy * dy || 1)
    const share = Math.min(1, Math.max(0, along))
    const way = [fromX + share * dx - x, fromY + share * dy - y] as const
    const distance = Math.hypot(...way)
    if (distance < least) [least, best] = [distance, way]
  }
  return best
}
