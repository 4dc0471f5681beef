import { z } from 'zod'
import type { Camera } from './cameras.ts'
import { Path, Slug } from './shapes.ts'

export const Scanner = z.strictObject({
  id: Slug,
  zone: Slug.optional().describe(
    'Zone in which whoever scans is standing; ties a scan to the visit when exactly one is there.',
  ),
  feed: z
    .discriminatedUnion('driver', [
      z.strictObject({ driver: z.literal('simulated') }).describe('The shoppers of the simulated shop.'),
      z
        .strictObject({
          driver: z.literal('device'),
          path: Path.describe('Its serial port, such as /dev/ttyACM0 of a scanner on USB, or a named pipe.'),
        })
        .describe('A scanner that sends each code as a line of its own.'),
    ])
    .describe('Where the codes come from.'),
})
export type Scanner = z.infer<typeof Scanner>

/** Whatever reads codes, and where whoever shows them stands. */
export type Reading = Pick<Scanner, 'id' | 'zone'>

/** Whatever reads codes in a shop: its scanners, and the cameras that are asked to. */
export function readingsOf({
  scanners = [],
  cameras = [],
}: {
  readonly scanners?: readonly Scanner[] | undefined
  readonly cameras?: readonly Camera[] | undefined
}): Reading[] {
  return [...scanners, ...cameras.flatMap(({ id, codes }) => (codes ? [{ id, zone: codes.zone }] : []))]
}

/** Codes that this shop knows. Text that fits none of them is told as `unknown`, never as text. */
export const Campaign = z.strictObject({
  id: Slug,
  prefix: z.string().min(1).describe('Codes of this campaign begin so.'),
  kind: z
    .enum(['coupon', 'product', 'pass', 'badge'])
    .describe(
      'What the code stands for. Whoever shows a badge, alone in the zone of the scanner, is staff from then on; the scan itself is not told. A device carried as a badge makes nobody staff.',
    ),
  tracks: z
    .enum(['code', 'person'])
    .default('code')
    .describe('Whether a scan is attached to the visit or only counted.'),
})
export type Campaign = z.infer<typeof Campaign>
