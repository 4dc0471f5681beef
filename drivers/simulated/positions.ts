import type { Metres, Ms } from '../../config/units.ts'

/** Kept this often; in between people go straight on. */
const EVERY: Ms = 100

/**
 * Where everybody was, as flat columns that grow by doubling: an hour of a shop with twenty people in it takes 12 MB.
 *
 *     start | of the rows of each instant
 *     rows  | who x y | who x y | …
 */
export class Positions {
  #firstMs: Ms = Number.NaN
  #start = new Uint32Array(1024)
  #instants = 0
  #who = new Int32Array(4096)
  #x = new Float32Array(4096)
  #y = new Float32Array(4096)
  #rows = 0

  /** Told of everybody at each step of the shop's clock, in order. */
  see(person: number, x: Metres, y: Metres, atMs: Ms): void {
    if (Number.isNaN(this.#firstMs)) this.#firstMs = atMs
    const instant = (atMs - this.#firstMs) / EVERY
    if (!Number.isInteger(instant)) return
    while (this.#instants <= instant) this.#begin()
    if (this.#rows === this.#who.length) this.#grow()
    this.#who[this.#rows] = person
    this.#x[this.#rows] = x
    this.#y[this.#rows++] = y
  }

  /**
   * Everybody there was at an instant, as triples of id, x and y, into `out`, which must have room; returns how many. Who came or
   * went within the tenth of a second before or after may be missing.
   */
  at(atMs: Ms, out: Float64Array): number {
    const before = Math.floor((atMs - this.#firstMs) / EVERY)
    const share = (atMs - this.#firstMs) / EVERY - before
    if (!(before >= 0 && before < this.#instants)) return 0
    const isLast = share === 0 || before + 1 >= this.#instants
    let count = 0
    for (let row = this.#start[before]; row < this.#end(before); row++) {
      const next = isLast ? row : this.#find(this.#who[row], before + 1)
      if (next < 0) continue
      out[3 * count] = this.#who[row]
      out[3 * count + 1] = (1 - share) * this.#x[row] + share * this.#x[next]
      out[3 * count + 2] = (1 - share) * this.#y[row] + share * this.#y[next]
      count++
    }
    return count
  }

  /** Where one person was, into `out`; false where they were not there. */
  of(person: number, atMs: Ms, out: Float64Array): boolean {
    const before = Math.floor((atMs - this.#firstMs) / EVERY)
    const share = (atMs - this.#firstMs) / EVERY - before
    if (!(before >= 0 && before < this.#instants)) return false
    const row = this.#find(person, before)
    const next = share === 0 || before + 1 >= this.#instants ? row : this.#find(person, before + 1)
    if (row < 0 || next < 0) return false
    out[0] = (1 - share) * this.#x[row] + share * this.#x[next]
    out[1] = (1 - share) * this.#y[row] + share * this.#y[next]
    return true
  }

  #find(person: number, instant: number): number {
    for (let row = this.#start[instant]; row < this.#end(instant); row++) if (this.#who[row] === person) return row
    return -1
  }

  #end(instant: number): number {
    return instant + 1 < this.#instants ? this.#start[instant + 1] : this.#rows
  }

  #begin(): void {
    if (this.#instants === this.#start.length) this.#start = doubled(this.#start, new Uint32Array(2 * this.#instants))
    this.#start[this.#instants++] = this.#rows
  }

  #grow(): void {
    this.#who = doubled(this.#who, new Int32Array(2 * this.#rows))
    this.#x = doubled(this.#x, new Float32Array(2 * this.#rows))
    this.#y = doubled(this.#y, new Float32Array(2 * this.#rows))
  }
}

function doubled<T extends Uint32Array | Int32Array | Float32Array>(from: T, to: T): T {
  to.set(from)
  return to
}
