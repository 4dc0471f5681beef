import { z } from 'zod'
import { Count, Instant } from '../shapes.ts'

/** Without `devices` there were fewer than `below`, and no more than that is told. */
export const DeviceCounted = z
  .strictObject({
    from: Instant,
    to: Instant,
    below: Count,
    devices: z.strictObject({ estimate: Count, low: Count, high: Count }).optional(),
  })
  .refine(data => !data.devices || data.devices.estimate >= data.below, 'a count below the least that is told')
