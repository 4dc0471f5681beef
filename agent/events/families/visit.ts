import { z } from 'zod'
import { Slug } from '../../../config/shapes.ts'
import { Quality } from '../quality.ts'
import { Instant, Seconds, VisitId } from '../shapes.ts'

/** There, and true, where the visit came to be known after its time: the intervals and the occupancy of then did not count it. */
const Late = z.literal(true).optional()

/** People who came and walk together, this visitor among them. */
const GroupSize = z.int().min(1)

export const VisitStarted = z.strictObject({
  entrance: Slug.optional(),
  /** Absent where nobody is known yet to have come with this visitor. */
  groupSize: GroupSize.optional(),
  late: Late,
  quality: Quality.optional(),
})

export const VisitEnded = z.strictObject({
  /**
   * `merged`: two sensors took one visitor for two; this one does not count, the other goes on. `staff`: it was somebody
   * who works here, and does not count either.
   */
  reason: z.enum(['exited', 'lost', 'stopped', 'interrupted', 'merged', 'staff']),
  /** With reason `merged`: the visit that goes on. */
  mergedInto: VisitId.optional(),
  entrance: Slug.optional(),
  /** Absent where the visit does not count. */
  groupSize: GroupSize.optional(),
  startedAt: Instant,
  durationSeconds: Seconds,
  late: Late,
  quality: Quality.optional(),
})

/**
 * What came late shows that a visit went on from an earlier one, which makes both one, or how and when it began. Intervals count
 * visits as they were told at the time, and are not told again: of each `previousVisit`, whoever adds intervals up takes one visit
 * and one of the people away from the interval in which this visit was told to start.
 */
export const VisitJoined = z.strictObject({
  previousVisit: VisitId.optional(),
  entrance: Slug.optional(),
})

export const VisitPassed = z.strictObject({ durationSeconds: Seconds, quality: Quality.optional() })

export const VisitReturned = z.strictObject({
  previousVisit: VisitId,
  awaySeconds: Seconds,
  quality: Quality.optional(),
})
