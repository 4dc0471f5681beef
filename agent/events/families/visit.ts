import { z } from 'zod'
import { Slug } from '../../../config/shapes.ts'
import { Instant, Seconds, Share, VisitId } from '../shapes.ts'

export const VisitStarted = z.strictObject({ entrance: Slug.optional() })

export const VisitEnded = z.strictObject({
  reason: z.enum(['exited', 'lost', 'stopped', 'interrupted']),
  entrance: Slug.optional(),
  startedAt: Instant,
  durationSeconds: Seconds,
  seenShare: Share.optional(),
})

export const VisitPassed = z.strictObject({ durationSeconds: Seconds })

export const VisitReturned = z.strictObject({ previousVisit: VisitId, awaySeconds: Seconds })
