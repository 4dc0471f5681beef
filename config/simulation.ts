import { z } from 'zod'
import type { Config } from './config.ts'
import { Point, Slug } from './shapes.ts'

/** How well the simulated colour cameras see. */
export const Sight = z.strictObject({
  missShare: z
    .number()
    .min(0)
    .max(1)
    .default(0.03)
    .describe('Share of pictures in which somebody is not found who is wholly in sight; of others more are missed.'),
  jitter: z
    .number()
    .min(0)
    .max(0.5)
    .default(0.02)
    .describe(
      'Standard deviation of each side of a box, as a share of its height. About half of it lasts for half a second.',
    ),
  falseAlarmsPerMinute: z
    .number()
    .min(0)
    .max(60)
    .default(3)
    .describe('How often something is taken for a person that is none, for some tenths of a second; in each camera.'),
})
export type Sight = z.infer<typeof Sight>

const atSeconds = z.number().min(0).describe('Time since the beginning.')

/** What changes in the simulated shop while it is watched. */
export const Change = z.discriminatedUnion('kind', [
  z
    .strictObject({
      kind: z.literal('shelf'),
      atSeconds,
      shelf: Slug.describe('A shelf under floor.shelves, or the zone that one of the simulated shop stands at.'),
      by: Point.describe('How far it is moved on the plan, metres.'),
    })
    .describe('Somebody moves a shelf.'),
  z
    .strictObject({
      kind: z.literal('light'),
      atSeconds,
      holeShare: z
        .number()
        .min(0)
        .max(1)
        .describe('Share of its pixels that a depth camera does not measure from then on.'),
    })
    .describe('Sunlight comes and goes.'),
])
export type Change = z.infer<typeof Change>

/** The simulated shop that sensors with `driver: simulated` look at. Everything it gives rise to is labelled simulated. */
export const Simulation = z.strictObject({
  seed: z.int().min(0).default(1).describe('The same seed gives the same shop, frame by frame.'),
  startsAt: z.iso
    .datetime({ offset: true })
    .optional()
    .describe(
      'Its clock at the start of a replay; without it, the real one. In the daemon the shop happens now: see since.',
    ),
  since: z.iso
    .datetime({ offset: true })
    .optional()
    .describe(
      'When the shop began, for the daemon: machines that name the same instant look at the same shop, and so does one that starts again. What has happened since is gone through first, which takes its time. Without it, the shop begins when the agent does.',
    ),
  arrivalsPerMinute: z.number().min(0).max(120).default(12).describe('Shoppers and groups that come to the door.'),
  crowd: z
    .int()
    .min(1)
    .max(500)
    .optional()
    .describe(
      'Keeps about so many shoppers in the shop, whatever arrivalsPerMinute says; never more than one to 2.5 m².',
    ),
  staff: z
    .int()
    .min(0)
    .max(50)
    .default(0)
    .describe('People who work there. They are in the shop from the beginning and do not leave it.'),
  passersPerMinute: z
    .number()
    .min(0)
    .max(120)
    .default(6)
    .describe('People who walk by in sight of the sensors and do not come in.'),
  lingerShare: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe('Share of shoppers and groups that take their time: they stand eight times as long as others do.'),
  trolleyShare: z.number().min(0).max(1).default(0).describe('Share of shoppers and groups that push a trolley.'),
  phoneShare: z.number().min(0).max(1).default(0.9).describe('Share of people whose phone sends probe requests.'),
  sight: Sight.prefault({}).describe('How well the simulated colour cameras see.'),
  changes: z.array(Change).default([]).describe('What changes meanwhile.'),
  seconds: z.number().positive().optional().describe('Ends after this much simulated time; without it, never.'),
})
export type Simulation = z.infer<typeof Simulation>

/** Whether any of it is made up. */
export function isSimulated(
  config: Pick<Config, 'cameras' | 'depth' | 'wifi' | 'scanners' | 'node' | 'simulation'>,
): boolean {
  // An owner of journeys says by that section whether the machines that see for it may look at a simulated shop.
  if (config.node.kind === 'owner' && config.simulation !== undefined) return true
  const { cameras, depth, wifi, scanners } = config
  return [...cameras, ...depth, ...wifi, ...scanners].some(({ feed }) => feed.driver === 'simulated')
}
