import { z } from 'zod'
import { Day, row, Split } from '../../moments/map/shape.ts'
import { Count, TouchpointRef } from '../shapes.ts'

export const TouchpointMapped = z
  .strictObject({
    day: Day.describe("The day that is over, by the shop's clock; the last of the period that is mapped."),
    from: Day.describe('The first day of that period; none before the first of which anything is kept.'),
    days: z.int().min(1).describe('Its length: seven, and fewer where fewer are kept, as in the first week of a shop.'),
    below: Count.describe(
      'Nothing is told of fewer visits than this, counts are multiples of it, and shares are of such counts.',
    ),
    visits: Count.describe('Visits in the period, at least; 0 says that there were fewer than `below`.'),
    split: Split.optional(),
    touchpoint: TouchpointRef.optional(),
    ...row,
  })
  .describe(
    'What a touchpoint is worth to the shop and what it costs its visitors, over the days until yesterday: told once a day, for each touchpoint and for all of a channel, function or stage.',
  )
