import { z } from 'zod'
import { Slug } from '../../../config/shapes.ts'
import { Quality } from '../quality.ts'
import { Seconds, TouchpointRef } from '../shapes.ts'

export const ShelfReached = z
  .strictObject({
    shelf: Slug.describe('The shelf.'),
    touchpoint: TouchpointRef.optional(),
    hand: z
      .enum(['left', 'right'])
      .optional()
      .describe('On which side of the visitor the arm was, on the way to the shelf; absent where it was before them.'),
    durationSeconds: Seconds.describe('How long the hand was in.'),
    quality: Quality.optional(),
  })
  .describe('A visitor reached into a shelf.')
