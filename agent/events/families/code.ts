import { z } from 'zod'
import { Slug } from '../../../config/shapes.ts'
import { TouchpointRef } from '../shapes.ts'

export const CodeScanned = z
  .strictObject({
    scanner: Slug.describe('The scanner, or the camera that reads codes.'),
    touchpoint: TouchpointRef.optional(),
    code: z
      .enum(['coupon', 'product', 'pass', 'unknown'])
      .describe('What kind of code it is. What it says is not told.'),
    campaign: Slug.optional().describe('The campaign that it belongs to, where the configuration knows it.'),
  })
  .describe('Somebody showed a code.')
