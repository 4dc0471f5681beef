import { z } from 'zod'
import { Slug } from '../../../config/shapes.ts'
import { Quality } from '../quality.ts'
import { Direction, TouchpointRef } from '../shapes.ts'

export const LineCrossed = z.strictObject({
  line: Slug,
  direction: Direction,
  touchpoint: TouchpointRef.optional(),
  quality: Quality.optional(),
})
