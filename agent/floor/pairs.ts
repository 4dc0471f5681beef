import { room } from '../tracking/room.ts'

/** However long two people were seen together, a while of the contrary convinces. */
const MOST = 6

/**
 * What speaks for each two slots being companions, as log-odds: all of it, and what their ways alone say. Pairs stand in
 * triangles under the diagonal of slots, so that nothing is allocated once the shop has been as full as it gets.
 */
export class Pairs {
  #odds = new Float32Array(64 * 32)
  #motion = new Float32Array(64 * 32)

  /** Makes room for so many slots. */
  hold(slots: number): void {
    this.#odds = room(this.#odds, (slots * (slots - 1)) / 2)
    this.#motion = room(this.#motion, (slots * (slots - 1)) / 2)
  }

  /** Two who were not seen together yet. */
  begin(a: number, b: number, odds: number): void {
    this.#odds[pair(a, b)] = odds
    this.#motion[pair(a, b)] = 0
  }

  /** Takes in what a look said of how far apart they are and of how they go. */
  add(a: number, b: number, place: number, motion: number): void {
    const i = pair(a, b)
    this.#odds[i] = capped(this.#odds[i] + place + motion)
    this.#motion[i] = capped(this.#motion[i] + motion)
  }

  odds(a: number, b: number): number {
    return this.#odds[pair(a, b)]
  }

  motion(a: number, b: number): number {
    return this.#motion[pair(a, b)]
  }
}

function capped(odds: number): number {
  return Math.max(-MOST, Math.min(MOST, odds))
}

/** Where two slots stand in the triangle. */
function pair(a: number, b: number): number {
  return a > b ? (a * (a - 1)) / 2 + b : (b * (b - 1)) / 2 + a
}
