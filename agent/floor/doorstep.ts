import type { Metres, Ms } from '../../config/units.ts'
import type { FloorFact } from './fact.ts'

/** Who steps over an entrance and back within this long may have stood beside it, as far as is known. */
const BACK_MS = 1500
/** But not where they were seen further beyond it than sensors err: this many standard deviations. */
const SURE = 2.5

type Step = Extract<FloorFact, { kind: 'entrance' }>

/**
 * The last step of somebody over an entrance, for as long as it may turn out to have been none: people pass close by a door, and a
 * sensor that puts them half a metre beside where they walk has them in the shop for a second.
 */
export class Doorstep {
  #last: Step | undefined
  #beyond: Metres = 0

  /** They are seen this far from the line of an entrance. */
  look(entrance: string, metres: Metres): void {
    if (this.#last?.entrance === entrance) this.#beyond = Math.max(this.#beyond, metres)
  }

  /**
   * Puts a step among what is held back; or, where it leads back over the last one, which went no further than its sensors err,
   * takes that one out again with what followed from it. `beside` is the variance of that error, m².
   */
  take(step: Step, held: FloorFact[], beside: number): void {
    const last = this.#last
    const isBack = last && last.direction !== step.direction && step.atMs - last.atMs <= BACK_MS
    if (!isBack || this.#beyond > SURE * Math.sqrt(beside)) {
      held.push((this.#last = step))
      this.#beyond = 0
      return
    }
    this.#last = undefined
    for (let i = held.length - 1; i >= 0; i--) {
      const { kind, atMs } = held[i]
      if (held[i] === last || ((kind === 'inside' || kind === 'outside') && atMs >= last.atMs)) held.splice(i, 1)
    }
  }

  /** What is from here on must wait until it is known. */
  waitsFromMs(nowMs: Ms, beside: number): Ms {
    if (!this.#last || nowMs - this.#last.atMs > BACK_MS || this.#beyond > SURE * Math.sqrt(beside))
      return Number.POSITIVE_INFINITY
    return this.#last.atMs
  }
}
