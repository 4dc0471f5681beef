import { z } from 'zod'
import { MAX_MINUTES, MAX_SECONDS } from './shapes.ts'

/** When visitors are to be approached, and when they are to be left alone. */
export const Moments = z.strictObject({
  mode: z
    .enum(['shadow', 'advise'])
    .default('shadow')
    .describe(
      'shadow: what would be advised is written down and shown to nobody, so that it can be held against what became of visits. advise: the staff hear it.',
    ),
  justEnteredSeconds: z
    .number()
    .min(0)
    .max(MAX_SECONDS)
    .default(10)
    .describe('Who has come in for less than this is left to look round.'),
  walkingMetresPerSecond: z.number().positive().max(5).default(0.8).describe('Who is faster walks by.'),
  coolDownMinutes: z
    .number()
    .min(0)
    .max(MAX_MINUTES)
    .default(15)
    .describe('Nobody is approached again for so long after somebody of the staff was with them.'),
  againSeconds: z
    .number()
    .min(0)
    .max(MAX_SECONDS)
    .default(60)
    .describe('Nor so soon after it was advised, where nobody went.'),
  closingMinutes: z
    .number()
    .min(0)
    .max(MAX_MINUTES)
    .default(5)
    .describe('Nobody is approached who has no more time than this until the shop closes.'),
  validSeconds: z.number().positive().max(MAX_SECONDS).default(30).describe('An advice holds for so long at most.'),
  approachShare: z
    .number()
    .min(0)
    .max(1)
    .default(0.22)
    .describe(
      'Of visitors, the largest share to approach: those with whom it is worth most. Fewer are where with fewer it is worth anything.',
    ),
  exploreShare: z
    .number()
    .min(0)
    .max(0.3)
    .default(0.01)
    .describe(
      'Of visitors, the share who are approached where that is not yet known to be wrong, to learn of it; and for up to two hundred outcomes after contacts began to come out worse than was told, everybody, until they are worth something again. 0 switches exploring off.',
    ),
  holdBackShare: z
    .number()
    .min(0)
    .max(0.3)
    .default(0.01)
    .describe(
      'Of visitors, the share who are never approached, whatever the model says: without them nobody can say what contacts are good for.',
    ),
  settleMinutes: z
    .number()
    .min(0)
    .max(MAX_MINUTES)
    .default(10)
    .describe('For so long after the first word on what became of a contact another one may still correct it.'),
  outcomeHours: z
    .number()
    .positive()
    .max(24 * 7)
    .default(24)
    .describe('A word that comes later than this after the contact is not learned from.'),
})
export type Moments = z.infer<typeof Moments>
