import { z } from 'zod'
import { Slug } from '../../../config/shapes.ts'
import { Instant, Seconds, Share, VisitId } from '../shapes.ts'

export const VisitStarted = z.strictObject({ entrance: Slug.optional() })

export const VisitEnded = z.strictObject({
  /** `merged`: two sensors took one visitor for two; this one does not count, the other goes on. */
  reason: z.enum(['exited', 'lost', 'stopped', 'interrupted', 'merged']),
  /** With reason `merged`: the visit that goes on. */
  mergedInto: VisitId.optional(),
  entrance: Slug.optional(),
  startedAt: Instant,
  durationSeconds: Seconds,
  seenShare: Share.optional(),
})

export const VisitPassed = z.strictObject({ durationSeconds: Seconds })

export const VisitReturned = z.strictObject({ previousVisit: VisitId, awaySeconds: Seconds })
