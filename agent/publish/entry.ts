import type { Ms } from '../../config/units.ts'

/** One event on its way out. */
export interface Entry {
  /** Grows by one with each event, over all epochs; the order of sending. */
  readonly position: number
  readonly epoch: number
  readonly sequence: number
  readonly atMs: Ms
  readonly topic: string
  /** The event as JSON. */
  readonly body: string
}
