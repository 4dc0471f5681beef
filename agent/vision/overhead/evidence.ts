import type { Metres } from '../../../config/units.ts'
import type { Heights } from './heights.ts'
import { type Ring, ring, SECTORS } from './ring.ts'

/** The crown of a head: as far below its highest point as a skull is round. */
const CROWN: Metres = 0.15
/** Shoulders lie this far below the highest point, at most. */
const SHOULDERS: Metres = 0.6
/** Of the crown of a head 20 cm wide half must be seen, and of the shoulders the area of a hand. */
const CROWN_AREA = 0.5 * Math.PI * 0.1 * 0.1
const SHOULDER_AREA = 0.012
/** Score of a head whose shoulders are not seen: behind a shelf they are hidden, under a lamp there are none. It begins no track. */
const HIDDEN = 0.5

/** From worthless to as good as any; falling where the first is the greater one. */
type Span = readonly [worthless: number, full: number]

/** Share of the directions in which it goes on at the height of the crown: a sixth may be a neighbour, a third is a ridge. */
const NARROW: Span = [0.34, 0.15]
/** Square metres within 22 cm that are as high as the crown: a head with its hair has 0.07, the hood of a pram twice that. */
const BROAD: Span = [0.13, 0.085]
/** Mean depth of the crown below its highest point, metres to the square metre: a skull is a dome, the lid of a box is flat but for noise. */
const DOME: Span = [0.2, 0.35]
/** Standard deviation of the crown across its narrower way, metres: that of a disc 20 cm wide is 0.05, of an arm 0.03. */
const ROUND: Span = [0.022, 0.036]
/** The same for what goes on in some direction, as an arm does and a head does not. */
const ROUNDER: Span = [0.034, 0.045]
/** Metres to the edge of the picture: what is cut off by it may be the shoulder of somebody whose head is outside. */
const INSIDE: Span = [0, 0.08]
/** Of this, as much is left to a camera that looks at a head from its side: it sees the half in front. */
const SIDEWAYS = 0.55

/**
 * How much a peak of the map looks like a head on shoulders: a dome of the size of a skull, round, with nothing as high around
 * it, and something below it at its sides. A shelf has no end, a lamp has no shoulders, a box is flat, an arm is long, a pram is
 * broad, and a wall goes on above the greatest height of a head.
 */
export class Evidence {
  /** Plan coordinates of the middle of the crown last looked at. */
  x: Metres = 0
  y: Metres = 0
  #area = 0
  #dome: Metres = 0
  #across: Metres = 0
  #cut = 0
  readonly #heights: Heights
  readonly #solid: Float32Array
  readonly #crown: Ring
  readonly #wider: Ring
  readonly #shoulders: Ring
  readonly #around: Ring
  readonly #sectors = new Uint8Array(SECTORS)

  /** `solid` has the smoothed height of every cell that stands out from the background, 0 elsewhere; negative, what stands there alone. */
  constructor(heights: Heights, solid: Float32Array) {
    this.#heights = heights
    this.#solid = solid
    this.#crown = ring(heights.cell, 0, 0.14)
    this.#wider = ring(heights.cell, 0.14, 0.22)
    this.#shoulders = ring(heights.cell, 0.13, 0.3)
    this.#around = ring(heights.cell, 0.24, 0.32)
  }

  /** 0 … 1 of the peak in a cell. Sets `x` and `y`. */
  of(column: number, row: number, top: Metres): number {
    const square = this.#heights.cell ** 2
    this.#look(column, row, top)
    if (this.#cut > 0.5 * this.#area) return 0
    const crown = this.#area * square
    const broad = crown + this.#high(column, row, top) * square
    const shoulders = this.#below(column, row, top) * square
    const wide = this.#directions(column, row, top) / SECTORS
    const carried = HIDDEN + (1 - HIDDEN) * Math.min(1, shoulders / SHOULDER_AREA)
    const seen = 1 - (1 - SIDEWAYS) * this.#aslant(top)
    const shape =
      worth(this.#dome / broad, DOME) * worth(broad, BROAD) * worth(this.#across / seen, wide > 0 ? ROUNDER : ROUND)
    const inside = worth(this.#heights.toEdge(this.x, this.y, top), INSIDE)
    return Math.min(1, crown / CROWN_AREA) * carried * worth(wide, NARROW) * shape * inside
  }

  /** Area, place, dome and width of the crown, from the moments of its cells. */
  #look(column: number, row: number, top: Metres): void {
    const { dx, dy } = this.#crown
    const { cell, columns, rows, cut } = this.#heights
    let [count, drop, sumX, sumY, sumXX, sumYY, sumXY] = [0, 0, 0, 0, 0, 0, 0]
    this.#cut = 0
    for (let i = 0; i < dx.length; i++) {
      const [x, y] = [column + dx[i]!, row + dy[i]!]
      if (x < 0 || y < 0 || x >= columns || y >= rows) continue
      const below = top - this.#solid[y * columns + x]!
      if (below > CROWN) continue
      count++
      drop += below
      this.#cut += cut[y * columns + x]!
      sumX += dx[i]!
      sumY += dy[i]!
      sumXX += dx[i]! * dx[i]!
      sumYY += dy[i]! * dy[i]!
      sumXY += dx[i]! * dy[i]!
    }
    const [meanX, meanY] = [sumX / count, sumY / count]
    // A cell is not a point: a twelfth is the variance of its own width.
    const xx = sumXX / count - meanX * meanX + 1 / 12
    const yy = sumYY / count - meanY * meanY + 1 / 12
    const xy = sumXY / count - meanX * meanY
    this.x = this.#heights.x + (column + 0.5 + meanX) * cell
    this.y = this.#heights.y + (row + 0.5 + meanY) * cell
    this.#area = count
    this.#dome = drop / count
    this.#across = cell * Math.sqrt(Math.max(0, (xx + yy) / 2 - Math.hypot((xx - yy) / 2, xy)))
  }

  /** Cells around the crown that are as high. */
  #high(column: number, row: number, top: Metres): number {
    const { dx, dy } = this.#wider
    let count = 0
    for (let i = 0; i < dx.length; i++) if (this.#at(column + dx[i]!, row + dy[i]!) > top - CROWN) count++
    return count
  }

  /** Cells at the height of shoulders; they slope, and in a coarse picture hardly one has another beside it. */
  #below(column: number, row: number, top: Metres): number {
    const { dx, dy } = this.#shoulders
    let count = 0
    for (let i = 0; i < dx.length; i++) {
      const metres = Math.abs(this.#at(column + dx[i]!, row + dy[i]!))
      if (metres > top - SHOULDERS && metres < top - CROWN) count++
    }
    return count
  }

  #directions(column: number, row: number, top: Metres): number {
    const { dx, dy, sector } = this.#around
    this.#sectors.fill(0)
    for (let i = 0; i < dx.length; i++) {
      if (this.#at(column + dx[i]!, row + dy[i]!) > top - CROWN) this.#sectors[sector[i]!] = 1
    }
    return this.#sectors.reduce((sum, high) => sum + high, 0)
  }

  /** Sine of the angle between the line of sight and the plumb line. */
  #aslant(top: Metres): number {
    const [aside, away, below] = this.#heights.fromLens(this.x, this.y, top)
    return Math.hypot(aside, away) / Math.hypot(aside, away, below)
  }

  #at(column: number, row: number): Metres {
    const { columns, rows } = this.#heights
    return column < 0 || row < 0 || column >= columns || row >= rows ? 0 : this.#solid[row * columns + column]!
  }
}

function worth(value: number, [worthless, full]: Span): number {
  return Math.min(1, Math.max(0, (value - worthless) / (full - worthless)))
}
