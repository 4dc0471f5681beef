import { z } from 'zod'
import { Quality } from '../quality.ts'
import { Count, Instant, Seconds, Share } from '../shapes.ts'

/** Upper bounds of the bins of stays; a last bin has none. Bins of several intervals can be added up. */
export const STAY_BINS_SECONDS = [60, 180, 300, 600, 1200, 1800, 3600] as const

export const IntervalCounted = z.strictObject({
  from: Instant,
  to: Instant,
  in: Count,
  out: Count,
  passes: Count,
  visits: Count,
  people: Count,
  /** How long the visits were that ended in the interval; the last bin is open. */
  stays: z.array(z.strictObject({ underSeconds: Seconds.optional(), visits: Count })),
  /** Share of the interval in which every floor sensor delivered. The same as in `quality`. */
  coverage: Share,
  quality: Quality.optional(),
})
