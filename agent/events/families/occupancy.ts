import { z } from 'zod'
import { Slug } from '../../../config/shapes.ts'
import { Quality } from '../quality.ts'
import { Count, TouchpointRef } from '../shapes.ts'

/** Without a zone: the whole store. */
export const OccupancyChanged = z.strictObject({
  zone: Slug.optional(),
  touchpoint: TouchpointRef.optional(),
  count: Count,
  quality: Quality.optional(),
})
