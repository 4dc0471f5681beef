import type { Metres } from '../../config/units.ts'
import type { View } from '../view.ts'
import type { Furniture } from './furniture.ts'
import { at } from './geometry.ts'

/** Distances along the optical axis, metres, to the floor and to the furniture on it; infinite towards the horizon. */
export function drawRoom(view: View, furniture: readonly Furniture[]): Float32Array {
  const { width, height, lens, rowZ } = view
  const depth = new Float32Array(width * height)
  for (let row = 0; row < height; row++) {
    const floor = rowZ[row] < 0 ? -lens[2] / rowZ[row] : Number.POSITIVE_INFINITY
    depth.fill(floor, row * width, (row + 1) * width)
    for (const piece of furniture) {
      for (let column = 0; column < width; column++) {
        const at = row * width + column
        depth[at] = Math.min(depth[at], hit(piece, view, row, column))
      }
    }
  }
  return depth
}

/** Draws a box that stands on the floor where nothing nearer is. */
export function drawBox(piece: Furniture, view: View, depth: Float32Array): void {
  const { base, height } = piece
  let [left, top, right, bottom] = [view.width, view.height, 0, 0]
  for (const s of [0, base.length]) {
    for (const n of [0, piece.depth]) {
      for (const z of [0, height]) {
        const corner = view.project(...at(base, s, n), z)
        if (!corner) return
        left = Math.min(left, Math.floor(corner[0]))
        top = Math.min(top, Math.floor(corner[1]))
        right = Math.max(right, Math.ceil(corner[0]))
        bottom = Math.max(bottom, Math.ceil(corner[1]))
      }
    }
  }
  for (let row = Math.max(0, top); row < Math.min(view.height, bottom + 1); row++) {
    for (let column = Math.max(0, left); column < Math.min(view.width, right + 1); column++) {
      const pixel = row * view.width + column
      depth[pixel] = Math.min(depth[pixel], hit(piece, view, row, column))
    }
  }
}

/** Where the ray of a pixel enters a box (the slab method of Kay and Kajiya 1986). */
function hit({ base, depth, height }: Furniture, view: View, row: number, column: number): Metres {
  const [x, y] = [view.columnX[column] + view.rowX[row], view.columnY[column] + view.rowY[row]]
  const [fromX, fromY] = [view.lens[0] - base.from[0], view.lens[1] - base.from[1]]
  const slabs = [
    [fromX * base.along[0] + fromY * base.along[1], x * base.along[0] + y * base.along[1], base.length],
    [fromX * base.left[0] + fromY * base.left[1], x * base.left[0] + y * base.left[1], depth],
    [view.lens[2], view.rowZ[row], height],
  ] as const
  let enters = 0
  let leaves = Number.POSITIVE_INFINITY
  for (const [from, way, size] of slabs) {
    const [a, b] = [-from / way, (size - from) / way]
    enters = Math.max(enters, Math.min(a, b))
    leaves = Math.min(leaves, Math.max(a, b))
  }
  return enters > 0 && enters < leaves ? enters : Number.POSITIVE_INFINITY
}
