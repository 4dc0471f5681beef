import type { Floor } from '../../config/floor.ts'
import type { Point } from '../../config/shapes.ts'
import type { Metres } from '../../config/units.ts'
import { covers, type Furniture } from './furniture.ts'
import { distanceToEdge, type Stretch, stretch, within } from './geometry.ts'

const CELL: Metres = 0.2
/** Feet stay this far from walls and furniture. */
const BODY: Metres = 0.25
/** How far the street runs to either side of an entrance, and how much of its width is walked on. */
export const STREET = { reach: 6, near: 0.5, far: 1.4 } as const
const MARGIN: Metres = STREET.reach + 1
/** Walls are open in front of an entrance and behind it. */
const DOORWAY: Metres = 1.2
const FAR = 0xffff
/** What a cell can be: closed (0), so close to a wall that one would rather not walk there, or open. */
const TIGHT = 1
const ROOMY = 2
/** Cells of all remembered routes together; beyond, they are computed anew. */
const MEMORY = 1_000_000
/** Cells at once when looking along a way. */
const STRIDE = 4

/** Steps to the goal from every cell, in tenths of a cell; FAR where there is no way. */
export interface Route {
  readonly goal: Point
  readonly steps: Uint16Array
}

/** Ways around walls and furniture, on a grid of 20 cm. */
export class Routes {
  readonly #x: Metres
  readonly #y: Metres
  readonly #columns: number
  readonly #rows: number
  readonly #free: Uint8Array
  /** Steps to the eight cells around one: sides, then corners. */
  readonly #neighbours: readonly number[]
  readonly #known = new Map<number, Uint16Array>()

  constructor(floor: Floor, furniture: readonly Furniture[]) {
    const xs = floor.outline.map(([x]) => x)
    const ys = floor.outline.map(([, y]) => y)
    this.#x = Math.min(...xs) - MARGIN
    this.#y = Math.min(...ys) - MARGIN
    this.#columns = Math.ceil((Math.max(...xs) + MARGIN - this.#x) / CELL)
    this.#rows = Math.ceil((Math.max(...ys) + MARGIN - this.#y) / CELL)
    const row = this.#columns
    this.#neighbours = [-1, 1, -row, row, -row - 1, -row + 1, row - 1, row + 1]
    const doors = floor.entrances.map(({ from, to }) => stretch(from, to))
    this.#free = new Uint8Array(this.#columns * this.#rows)
    for (let cell = 0; cell < this.#free.length; cell++) {
      if (this.#isRim(cell)) continue
      const [x, y] = this.#spot(cell)
      const wall = doors.length > 0 ? distanceToEdge(x, y, floor.outline) : Number.POSITIVE_INFINITY
      const isOpen = (room: Metres) =>
        (wall > room || doors.some(opens(x, y, room - BODY))) && !furniture.some(piece => covers(piece, x, y, room))
      if (isOpen(BODY)) this.#free[cell] = isOpen(2 * BODY) ? ROOMY : TIGHT
    }
  }

  free(x: Metres, y: Metres): boolean {
    return this.#free[this.#cell(x, y)] >= TIGHT
  }

  /** The way to a spot from everywhere. */
  to(goal: Point): Route {
    const cell = this.#cell(...goal)
    let steps = this.#known.get(cell)
    if (!steps) {
      if (this.#known.size * this.#free.length > MEMORY) this.#known.clear()
      this.#known.set(cell, (steps = this.#flood(cell)))
    }
    return { goal, steps }
  }

  /** Whether a spot can be walked to at all. */
  reaches(route: Route, x: Metres, y: Metres): boolean {
    return route.steps[this.#cell(x, y)] < FAR
  }

  /** How far it is, about; infinite where there is no way. */
  metres({ steps }: Route, x: Metres, y: Metres): Metres {
    const tenths = steps[this.#cell(x, y)]
    return tenths < FAR ? (tenths / 10) * CELL : Number.POSITIVE_INFINITY
  }

  /** What to walk towards: the farthest spot of the way that can be seen from here. */
  aim({ goal, steps }: Route, x: Metres, y: Metres): Point {
    let seen = -1
    let tried = this.#cell(x, y)
    // In strides, then step by step from the last that could be seen: looking costs more than walking.
    for (let stride = STRIDE; stride > 0; stride = stride > 1 ? 1 : 0) {
      for (let i = 0; i < 80 && steps[tried] !== 0; i++) {
        let next = tried
        for (let k = 0; k < (seen < 0 ? 1 : stride) && steps[next] !== 0; k++) next = this.#lowest(steps, next)
        if (next === tried || (seen >= 0 && !this.#sees(x, y, ...this.#spot(next)))) break
        seen = tried = next
      }
    }
    return seen < 0 || steps[tried] === 0 ? goal : this.#spot(seen)
  }

  /** Neighbour from which it is the least far, or the cell itself where none is nearer. */
  #lowest(steps: Uint16Array, cell: number): number {
    let best = cell
    const around = this.#neighbours
    for (let i = 0; i < 8; i++)
      if (steps[cell + around[i]] < steps[best] && this.#opens(cell, i)) best = cell + around[i]
    return best
  }

  /** Nobody cuts a corner: shoulders would not get past it. Who has been pushed into one gets out by any way. */
  #opens(cell: number, i: number): boolean {
    if (i < 4 || !this.#free[cell]) return true
    const around = this.#neighbours
    return this.#free[cell + around[i < 6 ? 2 : 3]] > 0 && this.#free[cell + around[i % 2]] > 0
  }

  /** Breadth first with a list of cells for each distance (Dial's algorithm): 10 for a side, 14 for a corner. */
  #flood(goal: number): Uint16Array {
    const steps = new Uint16Array(this.#free.length).fill(FAR)
    const waves: number[][] = [[goal]]
    const around = this.#neighbours
    steps[goal] = 0
    for (let distance = 0; distance < waves.length; distance++) {
      for (const cell of waves[distance] ?? []) {
        if (steps[cell] !== distance) continue
        for (let i = 0; i < 8; i++) {
          const next = cell + around[i]
          const far = distance + (i < 4 ? 10 : 14) * (this.#free[next] === TIGHT ? 3 : 1)
          if (!this.#free[next] || far >= steps[next] || far >= FAR || !this.#opens(cell, i)) continue
          steps[next] = far
          ;(waves[far] ??= []).push(next)
        }
      }
      waves[distance] = []
    }
    return steps
  }

  #sees(x: Metres, y: Metres, toX: Metres, toY: Metres): boolean {
    const pieces = Math.ceil(Math.hypot(toX - x, toY - y) / (CELL / 2))
    const room = Math.min(this.#free[this.#cell(x, y)], this.#free[this.#cell(toX, toY)])
    for (let i = 1; i < pieces; i++) {
      const cell = this.#cell(x + ((toX - x) * i) / pieces, y + ((toY - y) * i) / pieces)
      if (this.#free[cell] < room) return false
    }
    return true
  }

  /** The outermost cells are closed, so that a neighbour is always a neighbour. */
  #isRim(cell: number): boolean {
    const column = cell % this.#columns
    const row = Math.floor(cell / this.#columns)
    return column === 0 || row === 0 || column === this.#columns - 1 || row === this.#rows - 1
  }

  #cell(x: Metres, y: Metres): number {
    const column = Math.min(this.#columns - 1, Math.max(0, Math.floor((x - this.#x) / CELL)))
    const row = Math.min(this.#rows - 1, Math.max(0, Math.floor((y - this.#y) / CELL)))
    return row * this.#columns + column
  }

  #spot(cell: number): Point {
    const column = cell % this.#columns
    return [this.#x + (column + 0.5) * CELL, this.#y + (Math.floor(cell / this.#columns) + 0.5) * CELL]
  }
}

/** The corridor that leads through an entrance; narrower by `room` on either side. */
function opens(x: Metres, y: Metres, room: Metres): (door: Stretch) => boolean {
  return door => {
    const [s, n] = within(door, x, y)
    const side = Math.min(0.15 + room, door.length / 4)
    return s > side && s < door.length - side && Math.abs(n) < DOORWAY
  }
}
