import { z } from 'zod'
import { LEVELS } from '../../config/jurisdictions.ts'
import { Slug } from '../../config/shapes.ts'

const Count = z.int().min(0)
const Rate = z.number().min(0)
const Seconds = z.number().min(0)
const Megabytes = z.number().min(0)
const Millis = z.number().min(0)
const Instant = z.iso.datetime()

const KINDS = ['camera', 'depth', 'face-depth', 'wifi', 'scanner'] as const

/**
 * One sensor of this machine. A tool and an agent of two versions talk to each other: a reader passes over what it does not know, so what
 * is added in a later version is optional.
 */
export const SensorState = z.object({
  id: Slug,
  kind: z.enum(KINDS),
  state: z
    .enum(['awaited', 'well', 'degraded', 'failed', 'ended'])
    .describe(
      'awaited: it has delivered nothing yet, and a sniffer or a scanner is not open yet. ended: a recording that is over.',
    ),
  cause: z.string().optional().describe('What is wrong with it, where something is.'),
  sinceSeconds: Seconds.optional().describe('For how long something has been.'),
  ageSeconds: Seconds.optional().describe('Since it last delivered something.'),
  perSecond: Rate.describe('What it delivers.'),
  droppedPerSecond: Rate.describe('What was passed over since something fresher was there.'),
  delivered: Count.describe('Since the start.'),
  dropped: Count.describe('Since the start.'),
  thinned: Count.describe('Left out to keep to the budget, since the start.'),
  waiting: Count.describe('What waits to be looked at.'),
  latencyMs: z.object({ p50: Millis, p99: Millis }).optional().describe('From capture until it was looked at.'),
  stageMs: z.object({ mean: Millis }).optional().describe('What looking at one takes.'),
})
export type SensorState = z.infer<typeof SensorState>

const Wait = z.object({ low: Seconds, estimate: Seconds, high: Seconds })

/** How the running agent is, in figures: the contract of the console, `aislectl top` and `aislectl doctor`. Nothing in it is of anybody. */
export const State = z.object({
  at: Instant,
  version: z.string(),
  simulated: z.boolean().describe('Whether a sensor looks at the simulated shop.'),
  store: z.object({ tenant: Slug, store: Slug, agent: Slug }),
  level: z.enum(LEVELS).describe('The privacy level in force.'),
  epoch: Count,
  uptimeSeconds: Seconds,
  sensors: z.array(SensorState),
  outbox: z.object({
    waiting: Count.describe('Events that the broker has not acknowledged.'),
    dropped: Count.describe('Events lost since the database was begun.'),
    droppedSeconds: Seconds.optional().describe('Since the last was lost; absent where none was since the start.'),
    usedMegabytes: Megabytes.optional().describe('Pages of the database that hold something.'),
    oldestSeconds: Seconds.optional().describe('Age of the oldest that waits.'),
    publishedPerSecond: Rate,
    acknowledgedSeconds: Seconds.optional().describe('Since the broker last acknowledged one.'),
  }),
  broker: z
    .object({
      url: z.string().describe('Without credentials.'),
      online: z.boolean(),
      since: Instant.optional().describe('It has been as it is, online or not, since then.'),
      why: z.string().optional().describe('What the broker, or the way to it, has against us.'),
      code: z.string().optional().describe('Of that, as in the log.'),
    })
    .optional(),
  process: z.object({
    cpuShare: Rate.describe('1 is one core, over the last ten seconds; all threads of the process.'),
    residentMegabytes: Megabytes,
    heapMegabytes: Megabytes,
    externalMegabytes: Megabytes,
    loopDelayMs: z.object({ p99: Millis }),
  }),
  shed: z.array(z.string()).describe('What is left out now, in words, to stay within the budget.'),
  floor: z.object({
    count: Count.optional().describe('How many are in the shop; absent where no sensor of the floor tells.'),
    zones: z.array(z.object({ id: Slug, count: Count, longestDwellSeconds: Seconds.optional() })),
    queues: z.array(z.object({ id: Slug, length: Count, waitSeconds: Wait.optional() })),
  }),
  configuration: z
    .object({
      digest: z.string().optional(),
      state: z.enum(['held', 'trial']),
      returned: z
        .object({ digest: z.string(), why: z.string() })
        .optional()
        .describe('What was put in force before and did not hold.'),
    })
    .optional()
    .describe('Of the file, where there is one that may be replaced.'),
})
export type State = z.infer<typeof State>

/** Somebody on the floor, by a number that is not that of their visit and is another after each start. */
export const Dot = z.strictObject({ id: Count, xMetres: z.number(), yMetres: z.number(), staff: z.boolean() })
export type Dot = z.infer<typeof Dot>

/** How long people were in each square of the grid today; squares that fewer than `k` have visited are blank. */
export const HeatGrid = z.strictObject({
  gridMetres: z.number().positive(),
  columns: Count,
  rows: Count,
  xMetres: z.number().describe('Left edge of the first column.'),
  yMetres: z.number().describe('Lower edge of the first row.'),
  k: Count,
  withheld: Count.describe('So many squares are blank since fewer than k have visited them.'),
  seconds: z.array(z.number().min(0)).describe('Row by row from the bottom.'),
})
export type HeatGrid = z.infer<typeof HeatGrid>
