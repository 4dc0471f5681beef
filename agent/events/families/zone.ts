import { z } from 'zod'
import { Slug } from '../../../config/shapes.ts'
import { Seconds, TouchpointRef } from '../shapes.ts'

const Place = { zone: Slug, touchpoint: TouchpointRef.optional() }

export const ZoneEntered = z.strictObject(Place)

export const ZoneDwelled = z.strictObject({ ...Place, dwellSeconds: Seconds })

export const ZoneLeft = z.strictObject({ ...Place, dwellSeconds: Seconds, uncertaintySeconds: Seconds })
