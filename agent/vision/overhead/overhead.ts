import type { Depth } from '../../../config/depth.ts'
import type { Shelf } from '../../../config/floor.ts'
import type { Metres } from '../../../config/units.ts'
import type { DepthFrame } from '../../../drivers/frame.ts'
import type { Detections } from '../detections.ts'
import { Background } from './background.ts'
import { Evidence } from './evidence.ts'
import { Hands } from './hands.ts'
import { Heights } from './heights.ts'
import type { Reaching } from './reaching.ts'
import { type Ring, ring } from './ring.ts'
import { Statues } from './statues.ts'

/** Side of the box around a head. */
const BOX: Metres = 0.5
/** Neighbours within this height of each other are one surface. */
const SURFACE: Metres = 0.15
/** Smoothing takes this much off the top of a skull. */
const FLATTENED: Metres = 0.03
/** A surface of fewer neighbours than this is noise. */
const SUPPORT = 3
/** Nobody has a second head this close. */
const APART: Metres = 0.28
/**
 * What is seen of a head is the side towards the lens: its middle lies nearer by this much times the sine of the angle
 * between the line of sight and the plumb line (fitted on heads of 20 cm; it leaves less than a centimetre).
 */
const NEAR_SIDE: Metres = 0.06
/** Peaks below this score are not told; those from `PERSON` on keep the background from being learned around them. */
const LEAST = 0.3
const PERSON = 0.45
const PEAKS = 512

/**
 * Finds people in the pictures of a depth camera that looks down. No net: a map of heights, a background, and peaks that
 * look like a head on shoulders. (The idea is that of water filling, Zhang et al. 2012: from above, heads are the local
 * maxima of height.)
 */
export class Overhead {
  readonly #heights: Heights
  readonly #background: Background
  readonly #evidence: Evidence
  readonly #statues = new Statues()
  readonly #hands: Hands
  readonly #solid: Float32Array
  readonly #peak: Ring
  readonly #body: Ring
  readonly #minMetres: Metres
  /** Cells of the peaks of this picture. */
  readonly #peaks = new Int32Array(PEAKS)

  constructor(config: Depth, shelves: readonly Shelf[] = []) {
    this.#heights = new Heights(config)
    this.#background = new Background(this.#heights)
    this.#hands = new Hands(this.#heights, this.#background, shelves)
    this.#solid = new Float32Array(this.#heights.top.length)
    this.#evidence = new Evidence(this.#heights, this.#solid)
    this.#peak = ring(this.#heights.cell, this.#heights.cell, 0.16)
    this.#body = ring(this.#heights.cell, 0, BOX)
    this.#minMetres = config.heads.minMetres - FLATTENED
  }

  /**
   * Puts the heads of a picture into `into`, which is cleared first: boxes in metres of the floor plan, 0.5 m wide, whose
   * middle is the spot under the head; scores by how much it looks like one. Pictures must come in the order of their
   * times. Throws SOURCE_REFUSED for a picture of another size than the configuration says.
   */
  heads(frame: DepthFrame, into: Detections): void {
    into.clear()
    this.#heights.read(frame)
    this.#smooth()
    const peaks = this.#peaks.subarray(0, this.#find()).sort((a, b) => this.#solid[b]! - this.#solid[a]!)
    for (const peak of peaks) this.#judge(peak, frame.atMs, into)
    this.#hands.look(into, BOX, frame.atMs)
    this.#background.learn(frame.atMs)
  }

  /** Whose hands are in which shelves, in the picture last looked at. */
  get reaching(): Reaching {
    return this.#hands.reaching
  }

  /** The mean of each surface that stands out, so that one high pixel makes no peak; what is too small for one, negative. */
  #smooth(): void {
    const { top, columns } = this.#heights
    const lowest = this.#minMetres - SURFACE * 4
    const solid = this.#solid
    for (let cell = 0; cell < top.length; cell++) {
      const metres = top[cell]!
      solid[cell] = 0
      if (metres < lowest || !this.#background.isAbove(cell, metres)) continue
      let [count, sum] = [0, 0]
      for (let row = cell - columns; row <= cell + columns; row += columns) {
        for (let at = row - 1; at <= row + 1; at++) {
          const difference = top[at]! - metres
          if (!(difference < SURFACE && difference > -SURFACE)) continue
          count++
          sum += difference
        }
      }
      solid[cell] = count > SUPPORT ? metres + sum / count : -metres
    }
  }

  /** Cells higher than all around them, the first of equals. Returns how many. */
  #find(): number {
    const { columns, rows } = this.#heights
    const solid = this.#solid
    const { dx, dy } = this.#peak
    let count = 0
    for (let row = 0; row < rows; row++) {
      next: for (let column = 0; column < columns; column++) {
        const cell = row * columns + column
        const metres = solid[cell]!
        if (metres < this.#minMetres) continue
        for (let i = 0; i < dx.length; i++) {
          const [x, y] = [column + dx[i]!, row + dy[i]!]
          if (x < 0 || y < 0 || x >= columns || y >= rows) continue
          const other = solid[y * columns + x]!
          if (other > metres || (other === metres && y * columns + x < cell)) continue next
        }
        if (count < PEAKS) this.#peaks[count++] = cell
      }
    }
    return count
  }

  /** Peaks come from the highest down, so the first of two that are too close is the head. */
  #judge(cell: number, atMs: number, into: Detections): void {
    const { columns } = this.#heights
    const [column, row] = [cell % columns, Math.floor(cell / columns)]
    const top = this.#solid[cell]!
    const score = this.#evidence.of(column, row, top)
    const [aside, away, below] = this.#heights.fromLens(this.#evidence.x, this.#evidence.y, top)
    const share = NEAR_SIDE / Math.hypot(aside, away, below)
    const [x, y] = [this.#evidence.x + share * aside, this.#evidence.y + share * away]
    if (score < LEAST || isTaken(x, y, into)) return
    if (score >= PERSON) this.#stamp(column, row, this.#statues.isOne(x, y, atMs))
    into.push(x - BOX / 2, y - BOX / 2, BOX, BOX, score)
  }

  /** The body around a head is no background, unless it is a statue's. */
  #stamp(column: number, row: number, isStatue: boolean): void {
    const { columns, rows } = this.#heights
    const { dx, dy } = this.#body
    for (let i = 0; i < dx.length; i++) {
      const [x, y] = [column + dx[i]!, row + dy[i]!]
      if (x < 0 || y < 0 || x >= columns || y >= rows) continue
      if (isStatue) this.#background.take(y * columns + x)
      else this.#background.keep(y * columns + x)
    }
  }
}

function isTaken(x: Metres, y: Metres, { box, count }: Detections): boolean {
  for (let i = 0; i < count; i++) {
    const [dx, dy] = [box[4 * i]! + BOX / 2 - x, box[4 * i + 1]! + BOX / 2 - y]
    if (dx * dx + dy * dy < APART * APART) return true
  }
  return false
}
