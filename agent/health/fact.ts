import type { Ms } from '../../config/units.ts'
import type { Anchor } from '../identity/audit.ts'

/** What the agent says of itself and of its sensors. */
export type HealthFact =
  | {
      readonly kind: 'sensor.failed'
      readonly sensor: string
      readonly atMs: Ms
      readonly cause: string
      readonly sinceMs: Ms
    }
  | {
      readonly kind: 'sensor.degraded'
      readonly sensor: string
      readonly atMs: Ms
      readonly cause: string
      readonly sinceMs: Ms
    }
  | { readonly kind: 'sensor.recovered'; readonly sensor: string; readonly atMs: Ms; readonly sinceMs: Ms }
  | {
      readonly kind: 'agent.started'
      readonly atMs: Ms
      readonly version: string
      readonly configDigest: string
      /** Where the log of decisions on members ends, where there is one. */
      readonly anchor?: Anchor
    }
  | { readonly kind: 'agent.stopped'; readonly atMs: Ms; readonly reason: 'signal' | 'finished' | 'fault' }
  /** Events that never reached the broker, or wait for it: told so that no loss is silent. */
  | {
      readonly kind: 'agent.lagging'
      readonly atMs: Ms
      readonly waiting: number
      readonly dropped: number
      readonly oldestMs?: Ms
    }
