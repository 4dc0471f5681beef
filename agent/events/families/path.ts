import { z } from 'zod'
import { Slug } from '../../../config/shapes.ts'
import { Quality } from '../quality.ts'
import { Seconds, Square } from '../shapes.ts'

/** More corners than this are thinned out: one event stays well below what any broker takes. */
export const MAX_CORNERS = 1000

export const PathCompleted = z
  .strictObject({
    squares: z.array(Square).max(MAX_CORNERS).describe('Corners of the way, each the centre of a square of the grid.'),
    lengthMetres: z.number().min(0).describe('How far they walked.'),
    zones: z.array(Slug).max(MAX_CORNERS).describe('Zones in the order in which they were entered.'),
    stops: z
      .array(
        z.strictObject({
          square: Square.describe('Where.'),
          durationSeconds: Seconds.describe('For how long.'),
        }),
      )
      .max(MAX_CORNERS)
      .describe('Where they stood.'),
    quality: Quality.optional(),
  })
  .describe('The way of a visitor through the shop, told when the visit is over.')
