import { z } from 'zod'
import { Slug } from '../../../config/shapes.ts'
import { Touchpoint } from '../../../config/touchpoints.ts'

/** The touchpoint map as the event, the console and `aislectl touchpoints` tell it. Nothing in it is of fewer than `k` visits, nor of fewer that are left over, and no count can be worked out of it but to the multiple of `k`. */

const Count = z.int().min(0)
const Part = z.number().min(0).max(1)
const Low = 'The lower end of the 95 % interval.'
const High = 'Its upper end.'
export const Day = z.iso.date().describe("A day by the shop's clock.")

export const Figure = z
  .strictObject({
    value: z.number().describe('The most likely.'),
    low: z.number().describe(Low),
    high: z.number().describe(High),
  })
  .describe(
    'A figure, and between what it lies at 95 %. A median is told only where `below` visits at least are at or under `low`, and as many at or over `high`.',
  )
export type Figure = z.infer<typeof Figure>

export const Portion = z
  .strictObject({
    share: Part.describe('The most likely.'),
    low: Part.describe(Low),
    high: Part.describe(High),
    of: Count.describe('Of so many visits at least, a multiple of `below`.'),
  })
  .describe(
    'A share of counts that are multiples of `below`, to the percent, and between what that of the counts themselves lies at 95 %. Where fewer than `below` are left over, it is told as if `below` were, and `high` is 1.',
  )
export type Portion = z.infer<typeof Portion>

export const Quadrant = z
  .enum(['carry', 'ease', 'leave', 'cut'])
  .describe(
    'carry: much value, little effort. ease: much value, much effort. leave: little value, little effort. cut: little value, much effort.',
  )

const Trend = z
  .strictObject({
    way: z.enum(['rising', 'falling', 'steady']).describe('Steady where the interval of the change holds 0.'),
    change: Figure.describe('By so much.'),
  })
  .describe('Against the periods of the same length before.')

/** What is absent was met by too few, or cannot be told of so few. */
const figures = {
  reach: Portion.optional().describe('Of all visits, those that met it; absent where fewer than `below` did.'),
  engagement: Portion.optional().describe('Of those that met it, the ones that took notice.'),
  conversion: Portion.optional().describe('Of those that took notice, the ones that bought.'),
  staySeconds: Figure.optional().describe('Median of what those who took notice spent there.'),
  value: Figure.optional().describe(
    'Purchases that it brings in a hundred visits: like visits held against like, those that took notice and those that did not. Absent where fewer than `below` of those that took notice bought.',
  ),
  effortSeconds: Figure.optional().describe(
    'Median of what it costs who takes notice: waiting, time at what is a chore, and 10 s for each touch beyond the first.',
  ),
  touches: z
    .number()
    .min(0)
    .optional()
    .describe('Of those who took notice, in the mean; of counts that are multiples of `below`.'),
  quadrant: Quadrant.optional(),
  isSure: z.boolean().optional().describe('Whether neither interval reaches into another quadrant.'),
}

export const Segment = z.strictObject({
  of: z.enum(['dayPart', 'company', 'membership', 'return']).describe('By what visits are told apart.'),
  is: z
    .enum(['night', 'morning', 'afternoon', 'evening', 'alone', 'group', 'recognised', 'others', 'new', 'returning'])
    .describe(
      "Which of them. Parts of the day are six hours of the shop's clock; recognised is a member who agreed to it, on whichever visit; new is such a member on the day on which they enrolled, or enrolled anew; returning, on a later one; of the others it is not known whether they were here before.",
    ),
  ...figures,
})
export type Segment = z.infer<typeof Segment>

export const BY = ['touchpoint', 'channel', 'function', 'stage'] as const

/** One touchpoint, or all that are alike. */
export const row = {
  by: z.enum(BY).describe('Whether it is of one touchpoint, or of all of a channel, function or stage.'),
  id: Slug.describe('Of the touchpoint, channel, function or stage.'),
  ...figures,
  valueTrend: Trend.optional(),
  effortTrend: Trend.optional(),
  segments: z
    .array(Segment)
    .max(10)
    .describe('The same of parts of the visits; those that are too small are left out.'),
}
export const Row = z.object({ ...row, touchpoint: Touchpoint.omit({ at: true }).optional() })
export type Row = z.infer<typeof Row>

export const Split = z
  .strictObject({
    value: z.number().describe('Purchases in a hundred visits.'),
    effortSeconds: z.number().describe('Seconds.'),
  })
  .describe('Where the four quadrants meet: the medians over the touchpoints of the shop.')

export const TouchpointMap = z.object({
  day: Day.describe('The last day of it.'),
  from: Day.describe('The first; none before the first of which anything is kept.'),
  days: Count.describe('So many days from that one to this, both counted.'),
  kept: z.array(Day).describe('Days of which anything is kept.'),
  simulated: z.boolean(),
  below: Count.describe('Nothing is told of fewer visits than this; counts are multiples of it.'),
  visits: Count,
  weeks: Count.describe('Periods of the same length before it, that the trend is against.'),
  split: Split.optional(),
  frame: z
    .object({ value: z.tuple([z.number(), z.number()]), effortSeconds: z.tuple([z.number(), z.number()]) })
    .optional()
    .describe('Between what it is drawn.'),
  lacks: z.string().optional().describe('Why there is little or nothing on it, in words.'),
  rows: z.array(Row),
  counsel: z.array(z.object({ touchpoint: Slug, do: z.enum(['raise', 'ease', 'cut', 'wait']), sentence: z.string() })),
  funnel: z.array(
    z.object({
      name: z.enum(['passes', 'visits', 'engaged', 'queued', 'bought']),
      count: Count.describe('At least; 0 says that it is fewer than `below`.'),
      ofBefore: Portion.optional(),
    }),
  ),
  ways: z.array(z.object({ touchpoints: z.array(Slug), visits: Count })),
  bottlenecks: z.array(
    z.object({
      touchpoint: Slug,
      visits: Count.describe('That waited there.'),
      waitSeconds: Figure,
      gaveUp: Portion.optional().describe('Of those, the ones that did not buy.'),
    }),
  ),
})
export type TouchpointMap = z.infer<typeof TouchpointMap>
