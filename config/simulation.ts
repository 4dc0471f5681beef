import { z } from 'zod'

/** The simulated shop that sensors with `driver: simulated` look at. Everything it gives rise to is labelled simulated. */
export const Simulation = z.strictObject({
  seed: z.int().min(0).default(1).describe('The same seed gives the same shop, frame by frame.'),
  startsAt: z.iso
    .datetime({ offset: true })
    .optional()
    .describe('Its clock at the start of a replay; without it, the real one. In the daemon the shop happens now.'),
  arrivalsPerMinute: z.number().min(0).max(120).default(12).describe('Shoppers and groups that come to the door.'),
  passersPerMinute: z
    .number()
    .min(0)
    .max(120)
    .default(6)
    .describe('People who walk by in sight of the sensors and do not come in.'),
  phoneShare: z.number().min(0).max(1).default(0.9).describe('Share of people whose phone sends probe requests.'),
  seconds: z.number().positive().optional().describe('Ends after this much simulated time; without it, never.'),
})
export type Simulation = z.infer<typeof Simulation>
