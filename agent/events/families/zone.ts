import { z } from 'zod'
import { Slug } from '../../../config/shapes.ts'
import { Quality } from '../quality.ts'
import { Seconds, TouchpointRef } from '../shapes.ts'

const Place = { zone: Slug, touchpoint: TouchpointRef.optional() }

export const ZoneEntered = z.strictObject({ ...Place, quality: Quality.optional() })

export const ZoneDwelled = z.strictObject({ ...Place, dwellSeconds: Seconds, quality: Quality.optional() })

export const ZoneLeft = z.strictObject({
  ...Place,
  dwellSeconds: Seconds,
  /** By so much the dwell may be longer or shorter, nine times out of ten. */
  uncertaintySeconds: Seconds,
  quality: Quality.optional(),
})
