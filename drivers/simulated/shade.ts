import type { Metres } from '../../config/units.ts'
import type { Body } from './body.ts'
import type { Furniture } from './furniture.ts'
import { heightOf } from './trolley.ts'

/** Upright slices of a body, side by side as the camera sees them. */
export const SLICES = 5
/** Half the width of who hides, of a trolley that does, and of who is hidden. */
const STOUT: Metres = 0.22
const WIDE: Metres = 0.35
const BROAD: Metres = 0.25
/** No nearer than this share of the way do things hide: a lens does not hang inside of them. */
const NEAR = 0.02
const DISC = 4

interface Spot {
  readonly x: Metres
  readonly y: Metres
}

/**
 * What of a body is hidden behind others and behind furniture. All of them stand on the floor, so what is hidden of an upright
 * slice is always its lower part, and one height says it all.
 */
export class Shade {
  /** For each slice of the body last looked at, the height up to which it is hidden, at most the body's own. */
  readonly hidden = new Float64Array(SLICES)
  readonly #x: Metres
  readonly #y: Metres
  readonly #z: Metres
  /** Of what is gathered: discs, each the way from it to the lens, its height and radius; and pieces of furniture. */
  #near = new Float64Array(16 * DISC)
  #discs = 0
  readonly #pieces: Furniture[] = []
  #toX = 0
  #toY = 0

  constructor([x, y, z]: readonly [Metres, Metres, Metres]) {
    this.#x = x
    this.#y = y
    this.#z = z
  }

  /** Looks at one of them; returns the share of it that can be seen. */
  fall(body: Body, all: readonly Body[], furniture: readonly Furniture[]): number {
    const dx = body.x - this.#x
    const dy = body.y - this.#y
    const away = Math.max(1e-6, Math.sqrt(dx * dx + dy * dy))
    this.#gather(body, all, dx / away, dy / away, away)
    this.#select(furniture, dx / away, dy / away, away)
    let seen = 0
    for (let slice = 0; slice < SLICES; slice++) {
      const aside = BROAD * ((2 * slice + 1) / SLICES - 1)
      this.#toX = dx - (aside * dy) / away
      this.#toY = dy + (aside * dx) / away
      let up = 0
      for (const piece of this.#pieces) up = Math.max(up, this.#behindPiece(piece))
      for (let i = 0; i < this.#discs; i++) up = Math.max(up, this.#behind(i * DISC))
      this.hidden[slice] = Math.min(up, body.height)
      seen += 1 - this.hidden[slice] / body.height
    }
    return seen / SLICES
  }

  /** Who may hide some of it: who is nearer, and close to the way to it. */
  #gather(body: Body, all: readonly Body[], ux: number, uy: number, away: Metres): void {
    this.#discs = 0
    for (const other of all) {
      if (other !== body) this.#disc(other, other.height, STOUT, ux, uy, away)
      const { trolley } = other
      if (trolley) this.#disc(trolley, heightOf(trolley), WIDE, ux, uy, away)
    }
  }

  #select(furniture: readonly Furniture[], ux: number, uy: number, away: Metres): void {
    this.#pieces.length = 0
    for (const piece of furniture) {
      const { base, depth } = piece
      const reach = (base.length + depth) / 2 + BROAD
      const x = base.from[0] + (base.along[0] * base.length + base.left[0] * depth) / 2 - this.#x
      const y = base.from[1] + (base.along[1] * base.length + base.left[1] * depth) / 2 - this.#y
      const along = x * ux + y * uy
      const across = x * uy - y * ux
      if (along > -reach && along < away + reach && across > -reach && across < reach) this.#pieces.push(piece)
    }
  }

  #disc(at: Spot, height: Metres, radius: Metres, ux: number, uy: number, away: Metres): void {
    const x = at.x - this.#x
    const y = at.y - this.#y
    const across = x * uy - y * ux
    const reach = radius + BROAD
    if (across > reach || across < -reach || x * ux + y * uy < -reach || x * x + y * y >= away * away) return
    if ((this.#discs + 1) * DISC > this.#near.length) {
      const more = new Float64Array(2 * this.#near.length)
      more.set(this.#near)
      this.#near = more
    }
    this.#near.set([-x, -y, height, radius], DISC * this.#discs++)
  }

  /** Where the line of sight, seen from above, enters and leaves a disc. */
  #behind(disc: number): Metres {
    const near = this.#near
    const ox = near[disc]
    const oy = near[disc + 1]
    const radius = near[disc + 3]
    const a = this.#toX * this.#toX + this.#toY * this.#toY
    const b = ox * this.#toX + oy * this.#toY
    const square = b * b - a * (ox * ox + oy * oy - radius * radius)
    if (square <= 0 || a < 1e-9) return 0
    const root = Math.sqrt(square)
    return this.#shadow((-b - root) / a, (root - b) / a, near[disc + 2])
  }

  /** As above, a rectangle (the slab method, flat). */
  #behindPiece({ base, depth, height }: Furniture): Metres {
    const { from, along, left, length } = base
    const [ox, oy] = [this.#x - from[0], this.#y - from[1]]
    let enters = Number.NEGATIVE_INFINITY
    let leaves = Number.POSITIVE_INFINITY
    for (let side = 0; side < 2; side++) {
      const [axis, size] = side === 0 ? [along, length] : [left, depth]
      const start = ox * axis[0] + oy * axis[1]
      const way = this.#toX * axis[0] + this.#toY * axis[1] || 1e-12
      const [a, b] = [-start / way, (size - start) / way]
      enters = Math.max(enters, Math.min(a, b))
      leaves = Math.min(leaves, Math.max(a, b))
    }
    return enters < leaves ? this.#shadow(enters, leaves, height) : 0
  }

  /** How high the end of the line of sight may be to run below `height` somewhere between two shares of its length. */
  #shadow(enters: number, leaves: number, height: Metres): Metres {
    const [from, to] = [Math.max(NEAR, enters), Math.min(1, leaves)]
    if (from >= to) return 0
    return Math.max(0, this.#z + (height - this.#z) / (height < this.#z ? to : from))
  }
}
