import { z } from 'zod'
import { Count, Instant } from '../shapes.ts'
import { Anchor } from './consent.ts'

export const AgentStarted = z.strictObject({
  version: z.string().regex(/^\d+\.\d+\.\d+[\w.+-]*$/),
  configDigest: z.string().regex(/^[\w:+/=-]{1,100}$/),
  /** Where the log of decisions on members ends, where there is one. */
  anchor: Anchor.optional(),
})

export const AgentStopped = z.strictObject({ reason: z.enum(['signal', 'finished', 'fault']) })

export const AgentLagging = z.strictObject({
  /** Events that wait for the broker. */
  waiting: Count,
  /** Events that never will reach it, counted since the outbox was begun. */
  dropped: Count,
  /** When the oldest that waits happened. */
  oldestAt: Instant.optional(),
})
