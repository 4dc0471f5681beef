import { z } from 'zod'
import { Slug } from '../../../config/shapes.ts'
import { Quality } from '../quality.ts'
import { Seconds, Square } from '../shapes.ts'

/** More corners than this are thinned out: one event stays well below what any broker takes. */
export const MAX_CORNERS = 1000

export const PathCompleted = z.strictObject({
  squares: z.array(Square).max(MAX_CORNERS),
  lengthMetres: z.number().min(0),
  zones: z.array(Slug).max(MAX_CORNERS),
  stops: z.array(z.strictObject({ square: Square, durationSeconds: Seconds })).max(MAX_CORNERS),
  quality: Quality.optional(),
})
