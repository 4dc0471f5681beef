import { z } from 'zod'
import { Slug } from '../../../config/shapes.ts'
import { Quality } from '../quality.ts'
import { Seconds, TouchpointRef } from '../shapes.ts'

const Place = { zone: Slug.describe('The zone.'), touchpoint: TouchpointRef.optional() }
const dwellSeconds = Seconds.describe('How long they have been in it.')

export const ZoneEntered = z
  .strictObject({ ...Place, quality: Quality.optional() })
  .describe('A visitor entered a zone.')

export const ZoneDwelled = z
  .strictObject({ ...Place, dwellSeconds, quality: Quality.optional() })
  .describe('A visitor has stayed in a zone for as long as makes it a stay there.')

export const ZoneLeft = z
  .strictObject({
    ...Place,
    dwellSeconds,
    uncertaintySeconds: Seconds.describe('By so much the dwell may be longer or shorter, nine times out of ten.'),
    quality: Quality.optional(),
  })
  .describe('A visitor left a zone.')
