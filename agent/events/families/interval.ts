import { z } from 'zod'
import { Quality } from '../quality.ts'
import { Count, Instant, Seconds, Share } from '../shapes.ts'

/** Upper bounds of the bins of stays; a last bin has none. Bins of several intervals can be added up. */
export const STAY_BINS_SECONDS = [60, 180, 300, 600, 1200, 1800, 3600] as const

export const IntervalCounted = z
  .strictObject({
    from: Instant.describe('Where the interval begins.'),
    to: Instant.describe('Where it ends.'),
    in: Count.describe('Crossings of entrances inwards.'),
    out: Count.describe('And outwards.'),
    passes: Count.describe('Who walked by and did not enter.'),
    visits: Count.describe('Visits that began.'),
    people: Count.describe('The same, re-entries within the window being one.'),
    stays: z
      .array(
        z.strictObject({
          underSeconds: Seconds.optional().describe('Upper bound of the bin; absent of the last.'),
          visits: Count.describe('Visits in it.'),
        }),
      )
      .describe('How long the visits were that ended in the interval. Bins of several intervals can be added up.'),
    coverage: Share.describe('Share of the interval in which every floor sensor delivered. The same as in `quality`.'),
    quality: Quality.optional(),
  })
  .describe('What came and went in 1, 15 or 60 minutes.')
