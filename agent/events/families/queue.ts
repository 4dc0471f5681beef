import { z } from 'zod'
import { Slug } from '../../../config/shapes.ts'
import { Quality } from '../quality.ts'
import { Count, Seconds, TouchpointRef } from '../shapes.ts'

export const QueueChanged = z.strictObject({
  zone: Slug,
  touchpoint: TouchpointRef.optional(),
  /** How many stand in it; who walks through is not counted. */
  length: Count,
  /** What one who joins now will wait, and the 80 % interval; absent until enough people have passed. */
  wait: z.strictObject({ estimateSeconds: Seconds, lowSeconds: Seconds, highSeconds: Seconds }).optional(),
  quality: Quality.optional(),
})
