import { z } from 'zod'
import { Slug } from '../../../config/shapes.ts'
import { Quality } from '../quality.ts'
import { Direction, TouchpointRef } from '../shapes.ts'

export const LineCrossed = z
  .strictObject({
    line: Slug.describe('The line, or entrance.'),
    direction: Direction,
    touchpoint: TouchpointRef.optional(),
    quality: Quality.optional(),
  })
  .describe('Somebody crossed a line of the floor plan.')
