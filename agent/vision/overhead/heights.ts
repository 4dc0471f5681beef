import type { Depth } from '../../../config/depth.ts'
import { Fault } from '../../../config/fault.ts'
import type { Metres } from '../../../config/units.ts'
import type { DepthFrame } from '../../../drivers/frame.ts'
import { type Vector, View } from '../../../drivers/view.ts'

/** Side of a cell; a head is five cells wide. */
const CELL: Metres = 0.04
/** A coarse picture needs coarser cells, or they stay empty: this many pixels of it to a cell. */
const PIXELS = 1.25
/** Nothing farther from the lens than this is mapped, however far the view goes. */
const REACH: Metres = 9
/** Larger pictures are read with gaps: the cells would not notice. */
const READ = 100_000
/** Heads are this far above the floor, for the size of a cell only. */
const TYPICAL: Metres = 1.7
/** In a cell in which nothing was measured. */
export const UNSEEN = -1

/**
 * The picture as a map: for every square of the floor plan the highest point measured over it. Squares lie in rows along x,
 * the first at the lowest x and y; the map covers all of the plan over which a head can be seen.
 */
export class Heights {
  readonly cell: Metres
  readonly columns: number
  readonly rows: number
  /** Plan coordinates of the corner of the first cell. */
  readonly x: Metres
  readonly y: Metres
  /** Metres above the floor, UNSEEN where there is none. */
  readonly top: Float32Array
  /** 1 where something goes on above the greatest height of a head, else 0. */
  readonly cut: Uint8Array
  readonly #view: View
  readonly #ceiling: Metres
  readonly #stride: number
  readonly #sensor: string

  constructor(config: Depth) {
    const view = new View(config)
    const [x, y, z] = view.lens
    this.#view = view
    this.#sensor = config.id
    this.#ceiling = config.heads.maxMetres
    this.#stride = Math.ceil(Math.sqrt((view.width * view.height) / READ))
    const pixel = (this.#stride * Math.max(0, z - TYPICAL)) / Math.min(...view.focal)
    this.cell = Math.max(CELL, PIXELS * pixel)
    const [xs, ys] = footprint(view, [config.heads.minMetres, config.heads.maxMetres])
    this.x = Math.max(Math.min(...xs), x - REACH)
    this.y = Math.max(Math.min(...ys), y - REACH)
    this.columns = Math.max(1, Math.ceil((Math.min(Math.max(...xs), x + REACH) - this.x) / this.cell))
    this.rows = Math.max(1, Math.ceil((Math.min(Math.max(...ys), y + REACH) - this.y) / this.cell))
    this.top = new Float32Array(this.columns * this.rows)
    this.cut = new Uint8Array(this.top.length)
  }

  /** Throws SOURCE_REFUSED where the picture has another size than the configuration says. */
  read({ width, height, millimetres }: DepthFrame): void {
    const { columnX, columnY, rowX, rowY, rowZ, lens } = this.#view
    if (width !== this.#view.width || height !== this.#view.height) throw this.#misfit(width, height)
    const { top, cut, columns, rows } = this
    const scale = 1 / this.cell
    const fromX = (lens[0] - this.x) * scale
    const fromY = (lens[1] - this.y) * scale
    const toCells = scale / 1000
    const ceiling = this.#ceiling
    top.fill(UNSEEN)
    cut.fill(0)
    for (let row = 0; row < height; row += this.#stride) {
      const [alongX, alongY, alongZ] = [rowX[row]!, rowY[row]!, rowZ[row]! / 1000]
      for (let column = 0; column < width; column += this.#stride) {
        const depth = millimetres[row * width + column]!
        const metres = lens[2] + depth * alongZ
        if (depth === 0) continue
        const x = fromX + depth * toCells * (columnX[column]! + alongX)
        const y = fromY + depth * toCells * (columnY[column]! + alongY)
        if (x < 0 || y < 0 || x >= columns || y >= rows) continue
        const at = (y | 0) * columns + (x | 0)
        if (metres > ceiling) cut[at] = 1
        else if (metres > top[at]!) top[at] = metres
      }
    }
  }

  /** The way from the lens to a place in the shop. */
  fromLens(x: Metres, y: Metres, z: Metres): Vector {
    const { lens } = this.#view
    return [x - lens[0], y - lens[1], z - lens[2]]
  }

  /** How far a place in the shop is from what the picture shows no more, at its distance. */
  toEdge(x: Metres, y: Metres, z: Metres): Metres {
    const pixel = this.#view.project(x, y, z)
    if (!pixel) return 0
    const [column, row, depth] = pixel
    const { width, height, focal } = this.#view
    return depth * Math.min(Math.min(column, width - column) / focal[0], Math.min(row, height - row) / focal[1])
  }

  #misfit(width: number, height: number): Fault {
    const why = `its pictures are ${width} × ${height} pixels, the configuration says ${this.#view.width} × ${this.#view.height}`
    return new Fault('SOURCE_REFUSED', { sensor: this.#sensor, why, next: 'Correct its intrinsics.' })
  }
}

/**
 * Plan coordinates that the corners of the picture have at the least and the greatest height of a head: a tilted camera sees the
 * tall ones nearer. The lens itself where it hangs lower than that, REACH where the view goes above the horizon.
 */
function footprint(view: View, heights: readonly Metres[]): readonly [Metres[], Metres[]] {
  const [xs, ys]: [Metres[], Metres[]] = [[], []]
  for (const row of [0, view.height - 1]) {
    for (const column of [0, view.width - 1]) {
      const x = view.columnX[column]! + view.rowX[row]!
      const y = view.columnY[column]! + view.rowY[row]!
      const fall = -view.rowZ[row]!
      const farthest = REACH / Math.max(1e-6, Math.hypot(x, y))
      for (const metres of heights) {
        const drop = Math.max(0, view.lens[2] - metres)
        const depth = fall > 0 ? Math.min(drop / fall, farthest) : drop > 0 ? farthest : 0
        xs.push(view.lens[0] + depth * x)
        ys.push(view.lens[1] + depth * y)
      }
    }
  }
  return [xs, ys]
}
