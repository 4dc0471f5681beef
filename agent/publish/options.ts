import type { Fault } from '../../config/fault.ts'
import type { Ms } from '../../config/units.ts'
import type { Context } from '../events/context.ts'
import type { Event } from '../events/contract.ts'
import type { Keeping } from './retention.ts'

/** What an outbox is told; `commitMs` and `maxMegabytes` as in the section `outbox` of the configuration. */
export interface OutboxOptions {
  readonly context: Context
  /** The clock on the wall at the start: an epoch is never below its seconds, so that ids stay unique if the database is lost. */
  readonly atMs: Ms
  readonly commitMs: number
  readonly maxMegabytes: number
  /** How long what the broker has is kept, to be told again; without it, not at all. */
  readonly keeping?: Keeping
  /** Whether the times of events are right now, as far as is known; without it they are taken to be. */
  readonly isSynchronised?: () => boolean
  /** How long this run has lasted, which nobody sets; without it, as this machine counts. */
  readonly elapsedMs?: () => Ms
  /** Hears every event that got a number. */
  readonly onEvent?: (event: Event) => void
  /** Hears CONTRACT_BROKEN for each event that was not sent; STORE_FULL, STORE_DAMAGED or STORE_UNWRITABLE once until the disk takes events again. */
  readonly onFault?: (fault: Fault) => void
}
