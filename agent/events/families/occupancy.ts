import { z } from 'zod'
import { Slug } from '../../../config/shapes.ts'
import { Quality } from '../quality.ts'
import { Count, TouchpointRef } from '../shapes.ts'

export const OccupancyChanged = z
  .strictObject({
    zone: Slug.optional().describe('The zone; the whole store where there is none.'),
    touchpoint: TouchpointRef.optional(),
    count: Count.describe('How many visitors are there now.'),
    quality: Quality.optional(),
  })
  .describe('There are more or fewer visitors than before.')
