import { z } from 'zod'
import { Slug } from '../../../config/shapes.ts'
import { Quality } from '../quality.ts'
import { Count, Seconds, TouchpointRef } from '../shapes.ts'

export const QueueChanged = z
  .strictObject({
    zone: Slug.describe('The zone in which it stands.'),
    touchpoint: TouchpointRef.optional(),
    length: Count.describe('How many stand in it; who walks through is not counted.'),
    wait: z
      .strictObject({
        estimateSeconds: Seconds.describe('The most likely.'),
        lowSeconds: Seconds.describe('The lower end of the 80 % interval.'),
        highSeconds: Seconds.describe('Its upper end.'),
      })
      .optional()
      .describe('What one who joins now will wait; absent until enough people have passed.'),
    quality: Quality.optional(),
  })
  .describe('A queue is longer or shorter than before.')
