import type { Depth } from '../../config/depth.ts'
import type { DepthFrame } from '../../drivers/frame.ts'
import { View } from '../../drivers/view.ts'

const CELL = 0.04
const SIDE = 400

interface Head {
  readonly x: number
  readonly y: number
  readonly score: number
}

/**
 * The method of agent/vision/overhead written down plainly, to measure against: every pixel through the camera's axes, a grid of
 * numbers around the camera, neighbours by distance, each head judged by its crown, its shoulders and what goes on around it.
 */
export class PlainHeads {
  readonly #view: View
  readonly #config: Depth
  readonly #background = new Array<number>(SIDE * SIDE).fill(0)

  constructor(config: Depth) {
    this.#config = config
    this.#view = new View(config)
  }

  heads(frame: DepthFrame): Head[] {
    const tops = this.#tops(frame)
    const solid = this.#solid(tops)
    const heads: Head[] = []
    for (let cell = 0; cell < solid.length; cell++) {
      const top = solid[cell]!
      if (top < this.#config.heads.minMetres) continue
      const near = around(cell, 0.32)
      if (near.some(({ at, metres }) => metres < 0.16 && solid[at]! > top)) continue
      const crown = near.filter(({ at, metres }) => metres < 0.14 && solid[at]! > top - 0.15)
      const wide = near.filter(({ at, metres }) => metres > 0.22 && solid[at]! > top - 0.15)
      const shoulders = near.filter(({ at }) => solid[at]! > top - 0.6 && solid[at]! < top - 0.15)
      const drop = crown.reduce((sum, { at }) => sum + top - solid[at]!, 0) / crown.length
      if (wide.length > 20 || drop < 0.005) continue
      const score = Math.min(1, crown.length / 10) * (0.5 + 0.5 * Math.min(1, shoulders.length / 8))
      const mean = (of: (at: number) => number) => crown.reduce((sum, { at }) => sum + of(at), 0) / crown.length
      heads.push({ x: CELL * mean(at => at % SIDE), y: CELL * mean(at => Math.floor(at / SIDE)), score })
    }
    for (let cell = 0; cell < tops.length; cell++)
      if (tops[cell]! >= 0) this.#background[cell] += 0.01 * (tops[cell]! - this.#background[cell]!)
    return heads
  }

  #tops({ width, height, millimetres }: DepthFrame): number[] {
    const { right, down, axis, lens, focal, principal } = this.#view
    const tops = new Array<number>(SIDE * SIDE).fill(-1)
    for (let row = 0; row < height; row++)
      for (let column = 0; column < width; column++) {
        const depth = millimetres[row * width + column]! / 1000
        if (depth === 0) continue
        const across = ((column + 0.5 - principal[0]) / focal[0]) * depth
        const along = ((row + 0.5 - principal[1]) / focal[1]) * depth
        const x = across * right[0] + along * down[0] + depth * axis[0]
        const y = across * right[1] + along * down[1] + depth * axis[1]
        const z = lens[2] + across * right[2] + along * down[2] + depth * axis[2]
        const [cellX, cellY] = [Math.floor(x / CELL) + SIDE / 2, Math.floor(y / CELL) + SIDE / 2]
        if (z > this.#config.heads.maxMetres || Math.min(cellX, cellY) < 0 || Math.max(cellX, cellY) >= SIDE) continue
        tops[cellY * SIDE + cellX] = Math.max(tops[cellY * SIDE + cellX]!, z)
      }
    return tops
  }

  #solid(tops: readonly number[]): number[] {
    return tops.map((top, cell) => {
      if (top < this.#config.heads.minMetres - 0.6 || top < this.#background[cell]! + 0.25) return 0
      const surface = around(cell, 1.5 * CELL).filter(({ at }) => Math.abs(tops[at]! - top) < 0.15)
      return surface.length > 3 ? surface.reduce((sum, { at }) => sum + tops[at]!, 0) / surface.length : 0
    })
  }
}

/** The cells within a distance, and how far each is. */
function around(cell: number, metres: number): { at: number; metres: number }[] {
  const [x, y] = [cell % SIDE, Math.floor(cell / SIDE)]
  const reach = Math.ceil(metres / CELL)
  const found: { at: number; metres: number }[] = []
  for (let dy = -reach; dy <= reach; dy++)
    for (let dx = -reach; dx <= reach; dx++) {
      const away = CELL * Math.hypot(dx, dy)
      const isInside = Math.min(x + dx, y + dy) >= 0 && Math.max(x + dx, y + dy) < SIDE
      if (away <= metres && isInside) found.push({ at: cell + dy * SIDE + dx, metres: away })
    }
  return found
}
