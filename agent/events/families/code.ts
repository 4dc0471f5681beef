import { z } from 'zod'
import { Slug } from '../../../config/shapes.ts'
import { TouchpointRef } from '../shapes.ts'

export const CodeScanned = z.strictObject({
  scanner: Slug,
  touchpoint: TouchpointRef.optional(),
  code: z.enum(['coupon', 'product', 'pass', 'unknown']),
  campaign: Slug.optional(),
})
