import { z } from 'zod'
import { Share } from './shapes.ts'

/**
 * How much there is to what an event says, as far as it is measured. Absent where nothing could be, as of a visit that a power
 * cut ended.
 *
 * Of one visitor (visit, zone, line, shelf, path):
 * - `coverage`: share of the time since they were first seen in which a sensor saw them. Gaps of up to a second between two
 *   looks are none.
 * - `confidence`: probability that all that was seen of them is one person. Each look is trusted by its lead over the look that
 *   would have fitted next best (agent/tracking/trust.ts); the least trusted one of each encounter with somebody else counts
 *   (agent/floor/encounters.ts, fitted to whole tracks of recordings with detections, dances and one of two streets), and each
 *   joining of tracks (agent/floor/chance.ts). `npm run bench -- confidence trajectories` prints what is told beside what is
 *   found, for recordings with detections, dances and walks in two streets. It believes the scores of detections: of a detector
 *   whose scores are low for people who are there it says too little.
 *
 * Of a count (queue, occupancy, interval):
 * - `coverage`: share of the sensors of the floor that deliver; of an interval, share of the time in which all did.
 * - `confidence`: mean of those counted; 1 where there is nobody.
 *
 * `uncertaintySeconds` of a dwell is made to hold the truth nine times out of ten, and held it in 91 % of the stays on recorded walks
 * in two streets, with gaps and noise: half of each gap in which a border was passed, and how long one who is placed no better
 * than the sensors do takes to pass it (agent/floor/zones.ts). That somebody was taken for somebody else is not in it:
 * in the simulated shop of six cameras, where people are mixed up more, it held two in three.
 *
 * A queue's `lowSeconds` … `highSeconds` are made to hold four waits of five, and held 84 % of 154 there.
 *
 * A figure that is not exact says beside it by how much, in its own unit: `uncertaintySeconds`, `lowSeconds`, `highSeconds`.
 */
export const Quality = z
  .strictObject({
    coverage: Share.describe('Share of the time, or of the sensors, in which what is told of was seen.'),
    confidence: Share.describe(
      'Probability that all that was seen is of one person; of a count, the mean of those counted.',
    ),
  })
  .describe('How much there is to it, as far as it is measured. Absent where nothing could be.')
