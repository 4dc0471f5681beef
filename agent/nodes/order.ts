import type { Ms } from '../../config/units.ts'
import { type Placed, PlacedBuffer } from '../floor/placed.ts'

/** Something that a sensor saw, waiting for its turn. */
interface Waiting<T> {
  sensor: string
  readonly placed: PlacedBuffer
  with: T | undefined
}

/**
 * Puts what several machines saw into the order of its capture: everything waits until time has passed it, and comes out
 * then. What comes in after that is late, and not for here.
 */
export class Order<T> {
  /** Everything up to this instant has come out. */
  untilMs: Ms = Number.NEGATIVE_INFINITY
  readonly #waiting: Waiting<T>[] = []
  readonly #spare: Waiting<T>[] = []

  /** False where it is too late. */
  push(sensor: string, placed: Placed, and?: T): boolean {
    if (placed.atMs <= this.untilMs) return false
    const one = this.#spare.pop() ?? { sensor, placed: new PlacedBuffer(), with: undefined }
    one.sensor = sensor
    one.placed.copy(placed)
    one.with = and
    // Nearly everything comes in order, so that its place is near the end.
    let at = this.#waiting.length
    while (at > 0 && this.#waiting[at - 1].placed.atMs > placed.atMs) at--
    this.#waiting.splice(at, 0, one)
    return true
  }

  /** Hands out all up to an instant, oldest first. */
  release(untilMs: Ms, take: (sensor: string, placed: Placed, and: T | undefined) => void): void {
    let count = 0
    while (count < this.#waiting.length && this.#waiting[count].placed.atMs <= untilMs) {
      const { sensor, placed, with: and } = this.#waiting[count++]
      take(sensor, placed, and)
    }
    this.#spare.push(...this.#waiting.splice(0, count))
    this.untilMs = untilMs
  }
}
