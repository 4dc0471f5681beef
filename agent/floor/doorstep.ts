import type { Ms } from '../../config/units.ts'
import type { FloorFact } from './fact.ts'

/** Who steps over an entrance and back within this long stood in the door: nobody came in, and nobody left. */
const BACK_MS = 1500

type Step = Extract<FloorFact, { kind: 'entrance' }>

/** The last step of somebody over an entrance, for as long as it may turn out to have been none. */
export class Doorstep {
  #last: Step | undefined

  /** Puts a step among what is held back; or takes the last one out again, with what followed from it, where this one leads back. */
  take(step: Step, held: FloorFact[]): void {
    const last = this.#last
    if (!last || last.direction === step.direction || step.atMs - last.atMs > BACK_MS) {
      held.push((this.#last = step))
      return
    }
    this.#last = undefined
    for (let i = held.length - 1; i >= 0; i--) {
      const { kind, atMs } = held[i]
      if (held[i] === last || ((kind === 'inside' || kind === 'outside') && atMs >= last.atMs)) held.splice(i, 1)
    }
  }

  /** What is from here on must wait until it is known. */
  waitsFromMs(nowMs: Ms): Ms {
    if (this.#last && nowMs - this.#last.atMs > BACK_MS) this.#last = undefined
    return this.#last?.atMs ?? Number.POSITIVE_INFINITY
  }
}
