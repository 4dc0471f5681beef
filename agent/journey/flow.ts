import type { Ms } from '../../config/units.ts'
import type { Interval } from './interval.ts'
import type { Occupancy } from './occupancy.ts'
import type { Crossed, Walker } from './visit.ts'

const WAYS = ['in', 'out'] as const

/** Who crosses an entrance: counted for the interval, and for how many are inside. */
export class Flow {
  readonly #interval: Interval
  readonly #occupancy: Occupancy

  constructor(interval: Interval, occupancy: Occupancy) {
    this.#interval = interval
    this.#occupancy = occupancy
  }

  cross({ crossed }: Walker, way: 'in' | 'out', atMs: Ms): void {
    const { serial } = this.#interval
    this.#interval.add(way)
    crossed[way]++
    if (crossed.countedIn !== serial) crossed.counted.in = crossed.counted.out = 0
    crossed.countedIn = serial
    crossed.counted[way]++
    this.#occupancy.flow(way === 'in' ? 1 : -1, atMs)
  }

  /** They do not count: what was counted of them is taken back as far as it has not been told. */
  takeBack({ crossed }: Walker, atMs: Ms): void {
    for (const way of WAYS) this.#interval.take(way, this.#interval.serial, this.#untold(crossed, way))
    this.#occupancy.flow(crossed.out - crossed.in, atMs)
  }

  /** Somebody was another one: what both crossed counts once. */
  unite({ crossed: gone }: Walker, { crossed }: Walker, atMs: Ms): void {
    const { serial } = this.#interval
    for (const way of WAYS) {
      const twice = Math.min(gone[way], crossed[way])
      const untold = this.#untold(gone, way) + this.#untold(crossed, way)
      const taken = Math.min(twice, untold)
      this.#interval.take(way, serial, taken)
      this.#occupancy.flow(way === 'in' ? -twice : twice, atMs)
      crossed[way] = Math.max(gone[way], crossed[way])
      crossed.counted[way] = untold - taken
    }
    crossed.countedIn = serial
  }

  /** How many of somebody's crossings are of the interval that is counted now. */
  #untold({ countedIn, counted }: Crossed, way: 'in' | 'out'): number {
    return countedIn === this.#interval.serial ? counted[way] : 0
  }
}
