import { z } from 'zod'
import { Slug } from '../../../config/shapes.ts'
import { Quality } from '../quality.ts'
import { Seconds, TouchpointRef } from '../shapes.ts'

export const ShelfReached = z.strictObject({
  shelf: Slug,
  touchpoint: TouchpointRef.optional(),
  /** On which side of the visitor the arm was, on the way from them to the shelf; absent where it was before them. */
  hand: z.enum(['left', 'right']).optional(),
  /** How long the hand was in. */
  durationSeconds: Seconds,
  quality: Quality.optional(),
})
