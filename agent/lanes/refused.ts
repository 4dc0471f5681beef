import type { Ms } from '../../config/units.ts'
import type { Losses } from './lane.ts'

const EVERY_MS = 60_000

/** Counts, for each sensor, what came when the floor had gone on, since the start; tells of it now and then, where it has grown. */
export class Refused {
  readonly #count = new Map<string, number>()
  readonly #told = new Map<string, number>()
  #toldMs: Ms = 0

  add(sensor: string): void {
    this.#count.set(sensor, (this.#count.get(sensor) ?? 0) + 1)
  }

  tick(nowMs: Ms, lost: (sensor: string, losses: Losses) => void): void {
    if (Math.abs(nowMs - this.#toldMs) <= EVERY_MS) return
    this.#toldMs = nowMs
    this.tell(lost)
  }

  tell(lost: (sensor: string, losses: Losses) => void): void {
    for (const [sensor, late] of this.#count) {
      if (this.#told.get(sensor) === late) continue
      this.#told.set(sensor, late)
      lost(sensor, { late })
    }
  }
}
