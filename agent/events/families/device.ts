import { z } from 'zod'
import { Count, Instant } from '../shapes.ts'

export const DeviceCounted = z
  .strictObject({
    from: Instant.describe('Where the time begins that is told of.'),
    to: Instant.describe('Where it ends.'),
    below: Count.describe('Fewer than this are not told.'),
    devices: z
      .strictObject({
        estimate: Count.describe('How many devices sent probe requests.'),
        low: Count.describe('The lower end of the 90 % interval of grouping addresses to devices.'),
        high: Count.describe('Its upper end.'),
      })
      .optional()
      .describe('Absent where there were fewer than `below`.'),
  })
  .refine(data => !data.devices || data.devices.estimate >= data.below, 'a count below the least that is told')
  .describe('Devices with Wi-Fi that were near.')
