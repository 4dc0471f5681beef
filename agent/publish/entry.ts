import type { Ms } from '../../config/units.ts'
import type { Place } from '../events/wire.ts'
import type { Rank } from './rank.ts'

/** One event on its way out. */
export interface Entry extends Place {
  /** Grows by one with each event, over all epochs and streams; the order of sending. */
  readonly position: number
  readonly rank: Rank
  readonly atMs: Ms
  readonly topic: string
  /** The event as JSON. */
  readonly body: string
}
