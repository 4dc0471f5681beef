import { z } from 'zod'
import { Slug } from '../../../config/shapes.ts'
import { Quality } from '../quality.ts'
import { Instant, Seconds, VisitId } from '../shapes.ts'

const Late = z
  .literal(true)
  .optional()
  .describe(
    'There where the visit came to be known after its time: the intervals and the occupancy of then did not count it.',
  )

const GroupSize = z.int().min(1)
const Entrance = Slug.optional().describe('By which entrance they came in, where that was seen.')

export const VisitStarted = z
  .strictObject({
    entrance: Entrance,
    groupSize: GroupSize.optional().describe(
      'People who came and walk together, this visitor among them; absent where nobody is known yet to have come with them.',
    ),
    late: Late,
    quality: Quality.optional(),
  })
  .describe('Somebody is in the shop. Exactly one `visit.ended` follows.')

export const VisitEnded = z
  .strictObject({
    reason: z
      .enum(['exited', 'lost', 'stopped', 'interrupted', 'merged', 'staff'])
      .describe(
        '`exited`: by an entrance. `lost`: no sensor sees them any more. `stopped`: the agent was stopped. `interrupted`: it was cut off. `merged`: two sensors took one visitor for two; this one does not count, the other goes on. `staff`: it was somebody who works here, and does not count either.',
      ),
    mergedInto: VisitId.optional().describe('With reason `merged`: the visit that goes on.'),
    entrance: Entrance,
    groupSize: GroupSize.optional().describe(
      'People who walked together, this visitor among them; absent where the visit does not count.',
    ),
    startedAt: Instant.describe('When it began.'),
    durationSeconds: Seconds.describe('How long it was.'),
    late: Late,
    quality: Quality.optional(),
  })
  .describe('A visit is over. The last event of it.')

export const VisitJoined = z
  .strictObject({
    previousVisit: VisitId.optional().describe('The visit from which it went on.'),
    entrance: Entrance,
  })
  .describe(
    'What came late shows that a visit went on from an earlier one, which makes both one, or how and when it began. Intervals count visits as they were told at the time, and are not told again: of each `previousVisit`, whoever adds intervals up takes one visit and one of the people away from the interval in which this visit was told to start.',
  )

export const VisitPassed = z
  .strictObject({ durationSeconds: Seconds.describe('For how long they were seen.'), quality: Quality.optional() })
  .describe('Somebody walked by and did not enter.')

export const VisitReturned = z
  .strictObject({
    previousVisit: VisitId.describe('Their visit before.'),
    awaySeconds: Seconds.describe('How long they were away.'),
    quality: Quality.optional(),
  })
  .describe('Whoever is visiting was here before, within the time that makes both one of the people.')
