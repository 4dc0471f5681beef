import { z } from 'zod'
import { Slug } from '../../../config/shapes.ts'
import { Instant, Seconds, Share, VisitId } from '../shapes.ts'

/** There, and true, where the visit came to be known after its time: the intervals and the occupancy of then did not count it. */
const Late = z.literal(true).optional()

export const VisitStarted = z.strictObject({ entrance: Slug.optional(), late: Late })

export const VisitEnded = z.strictObject({
  /** `merged`: two sensors took one visitor for two; this one does not count, the other goes on. */
  reason: z.enum(['exited', 'lost', 'stopped', 'interrupted', 'merged']),
  /** With reason `merged`: the visit that goes on. */
  mergedInto: VisitId.optional(),
  entrance: Slug.optional(),
  startedAt: Instant,
  durationSeconds: Seconds,
  seenShare: Share.optional(),
  late: Late,
})

/** What came late shows that a visit went on from an earlier one, which makes both one, or how and when it began. */
export const VisitJoined = z.strictObject({
  previousVisit: VisitId.optional(),
  entrance: Slug.optional(),
})

export const VisitPassed = z.strictObject({ durationSeconds: Seconds })

export const VisitReturned = z.strictObject({ previousVisit: VisitId, awaySeconds: Seconds })
