import { z } from 'zod'
import { MAX_MINUTES, MAX_SECONDS } from './shapes.ts'

/** When a track is born, how long it may be out of sight, and when it counts. */
export const Tracking = z.strictObject({
  highScore: z.number().min(0).max(1).default(0.6).describe('Detections from here up may begin a track.'),
  lowScore: z.number().min(0).max(1).default(0.3).describe('Detections from here up may continue one.'),
  confirmSeconds: z
    .number()
    .min(0)
    .max(MAX_SECONDS)
    .default(0.5)
    .describe('A track younger than this counts for nothing.'),
  confirmHits: z.int().min(1).default(3).describe('A track seen less often than this counts for nothing.'),
  lostSeconds: z
    .number()
    .positive()
    .max(MAX_SECONDS)
    .default(3)
    .describe('A track out of sight for this long has ended.'),
})
export type Tracking = z.infer<typeof Tracking>

export const Journey = z.strictObject({
  lostSeconds: z
    .number()
    .positive()
    .max(MAX_SECONDS)
    .default(20)
    .describe('A visitor whom no sensor has seen for this long has left unseen.'),
  darkSeconds: z
    .number()
    .min(0)
    .max(MAX_SECONDS)
    .default(300)
    .describe('While a sensor delivers nothing, a visitor whom it would see is not lost; but no longer than this.'),
  reentryMinutes: z
    .number()
    .min(0)
    .max(MAX_MINUTES)
    .default(10)
    .describe(
      'Somebody who stayed in sight outside and comes back within this time is the same person in the count of people. Whoever was out of sight meanwhile is counted anew.',
    ),
  joinSeconds: z
    .number()
    .min(0)
    .max(MAX_SECONDS)
    .default(20)
    .describe('A new track this soon after a lost one continues the visit, where place and pace make that likely.'),
  joinMetres: z
    .number()
    .min(0)
    .default(1.2)
    .describe(
      'Farther than this from where the lost one was headed it never does; 1.5 m more for each second between.',
    ),
  unseenEntrySeconds: z
    .number()
    .min(0)
    .max(MAX_SECONDS)
    .default(5)
    .describe(
      'In a shop with entrances, somebody who is first seen inside, and was not seen to come in, is told as a visit once they have been seen for this long: most who are seen for less are somebody else, or nothing. The start that is told is the true one.',
    ),
  contactMetres: z
    .number()
    .positive()
    .max(5)
    .default(1.5)
    .describe('Somebody of the staff who is nearer than this to a visitor may be with them.'),
  contactSeconds: z
    .number()
    .min(1)
    .max(MAX_SECONDS)
    .default(8)
    .describe('And is, once they are near for so long: who only walks past is not.'),
  everySeconds: z.number().min(1).max(MAX_SECONDS).default(60).describe('Length of the counting interval.'),
})
export type Journey = z.infer<typeof Journey>
