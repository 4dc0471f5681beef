import type { Ms } from '../../config/units.ts'

/** A picture that is later than this is not waited for, and not looked at: whoever was in the one before may be gone. */
export const PATIENCE_MS: Ms = 5000

/**
 * How far time may go on while pictures are still to be looked at: not beyond what every sensor that delivers has shown so far (the watermark
 * of Akidau and others, The Dataflow Model, 2015). Where a machine is slow, pictures are looked at long after they were taken; time that ran
 * with the clock meanwhile would take whoever is in them for gone, and for back again with each picture.
 */
export class Watermark {
  readonly #lagMs: Ms
  readonly #shown = new Map<string, Ms>()
  #atMs: Ms = Number.NEGATIVE_INFINITY

  /** Time runs at least `lagMs` behind the clock. */
  constructor(lagMs: Ms) {
    this.#lagMs = lagMs
  }

  /** What a sensor took at `takenMs` has been looked at. */
  show(sensor: string, takenMs: Ms): void {
    this.#shown.set(sensor, takenMs)
  }

  /** It delivers nothing any more: nothing of it is waited for. */
  forget(sensor: string): void {
    this.#shown.delete(sensor)
  }

  /** Until when all has been looked at that every sensor that delivers has taken; without end where none does. */
  seen(nowMs: Ms): Ms {
    let atMs = Number.POSITIVE_INFINITY
    for (const takenMs of this.#shown.values()) if (nowMs - takenMs <= PATIENCE_MS) atMs = Math.min(atMs, takenMs)
    return atMs
  }

  /** How far time has gone on; never back, but where the clock was set back by more than a picture is waited for. */
  at(nowMs: Ms): Ms {
    let atMs = Math.min(nowMs - this.#lagMs, this.seen(nowMs))
    if (this.#atMs - atMs > PATIENCE_MS) this.#shown.clear()
    else atMs = Math.max(atMs, this.#atMs)
    this.#atMs = atMs
    return atMs
  }
}
