import type { Metres, Ms } from '../../../config/units.ts'
import type { Shop } from '../../../drivers/simulated/shop.ts'

/** Between two looks at everybody; nobody walks more than a hand's breadth in it. */
export const LOOK_MS = 100

interface Path {
  readonly fromMs: Ms
  /** x, y pairs, one a look, without holes. */
  readonly spots: number[]
}

/** Where everybody in a simulated shop really was, at any time since it opened. */
export class Paths {
  readonly #shop: Shop
  readonly #paths = new Map<number, Path>()
  #nextMs: Ms

  constructor(shop: Shop) {
    this.#shop = shop
    this.#nextMs = shop.nowMs + LOOK_MS
  }

  /** Lets the shop go on to `toMs`. */
  watch(toMs: Ms): void {
    for (; this.#nextMs <= toMs; this.#nextMs += LOOK_MS) {
      this.#shop.advance(this.#nextMs)
      for (const { id, x, y } of this.#shop.people) {
        const path = this.#paths.get(id)
        if (path) path.spots.push(x, y)
        else this.#paths.set(id, { fromMs: this.#nextMs, spots: [x, y] })
      }
    }
  }

  /** Where somebody was; undefined where they were not there. */
  at(person: number, atMs: Ms): readonly [Metres, Metres] | undefined {
    const path = this.#paths.get(person)
    return path && spot(path, atMs)
  }

  /** Everybody who was there at that time, and where. */
  *all(atMs: Ms): Generator<{ readonly person: number; readonly x: Metres; readonly y: Metres }> {
    for (const [person, path] of this.#paths) {
      const at = spot(path, atMs)
      if (at) yield { person, x: at[0], y: at[1] }
    }
  }
}

function spot({ fromMs, spots }: Path, atMs: Ms): readonly [Metres, Metres] | undefined {
  const look = (atMs - fromMs) / LOOK_MS
  const i = Math.floor(look)
  const last = spots.length / 2 - 1
  if (i < 0 || look > last) return undefined
  const share = look - i
  const j = Math.min(i + 1, last)
  return [
    spots[2 * i]! + share * (spots[2 * j]! - spots[2 * i]!),
    spots[2 * i + 1]! + share * (spots[2 * j + 1]! - spots[2 * i + 1]!),
  ]
}
