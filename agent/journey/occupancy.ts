import type { Ms } from '../../config/units.ts'

/** Hears how many are in a zone, or, without one, in the whole shop. */
export type Occupied = (zone: string | undefined, count: number, atMs: Ms) => void

/**
 * How many are in the shop and in its zones, never fewer than none. In the shop are those who visit, or, by flow, those who
 * came in less those who left.
 */
export class Occupancy {
  readonly isByFlow: boolean
  readonly #tell: Occupied
  readonly #inZone = new Map<string, number>()
  #visiting = 0
  #inside = 0

  /** `inside`: how many are taken for inside from before, by flow. */
  constructor(by: 'seen' | 'flow', tell: Occupied, inside = 0) {
    this.isByFlow = by === 'flow'
    this.#tell = tell
    this.#inside = inside
  }

  get isNone(): boolean {
    return this.#inside === 0 && this.#visiting === 0
  }

  /** A visit began, or ended. */
  visit(change: 1 | -1, atMs: Ms): void {
    this.#visiting += change
    if (!this.isByFlow) this.#tell(undefined, this.#visiting, atMs)
  }

  /** So many crossed an entrance inwards, less those who crossed one outwards. */
  flow(change: number, atMs: Ms): void {
    const count = Math.max(0, this.#inside + change)
    if (!this.isByFlow || count === this.#inside) return
    this.#inside = count
    this.#tell(undefined, count, atMs)
  }

  zone(zone: string, change: 1 | -1, atMs: Ms): void {
    const count = (this.#inZone.get(zone) ?? 0) + change
    this.#inZone.set(zone, count)
    this.#tell(zone, count, atMs)
  }

  /** Nobody is there any more; every visit has ended. */
  empty(atMs: Ms): void {
    this.flow(-this.#inside, atMs)
  }
}
