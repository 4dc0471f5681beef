import { z } from 'zod'
import type { Camera } from './cameras.ts'
import { Path, Slug } from './shapes.ts'

/** Keyboards that scanners play. */
export const LAYOUTS = ['us', 'uk', 'de', 'fr'] as const
export type Layout = (typeof LAYOUTS)[number]

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
          path: Path.describe(
            'Its serial port, such as /dev/ttyACM0 of a scanner on USB, or a named pipe. A path under /dev/serial/by-id stays the same wherever the scanner is plugged in.',
          ),
          baud: z
            .literal([1200, 2400, 4800, 9600, 19_200, 38_400, 57_600, 115_200, 230_400, 460_800, 921_600])
            .optional()
            .describe('Bits a second; without it the port keeps its own, which one on USB does not care about.'),
          frame: z
            .enum(['8N1', '8E1', '8O1', '7E1', '7O1'])
            .default('8N1')
            .describe('Bits of a character, parity and stop bits. Counts only with `baud`.'),
        })
        .describe('A scanner that sends each code as a line of its own.'),
      z
        .strictObject({
          driver: z.literal('hid'),
          usb: z
            .string()
            .regex(/^[0-9a-f]{4}:[0-9a-f]{4}$/i, 'vendor and product as lsusb names them, such as 0c2e:0b61')
            .optional()
            .describe('Vendor and product, as `lsusb` names them: found wherever it is plugged in.'),
          path: Path.optional().describe('Its node, such as /dev/hidraw0, instead of `usb`.'),
          layout: z
            .enum(LAYOUTS)
            .default('us')
            .describe('Of the keyboard that the scanner plays; it is set in the scanner by a code from its manual.'),
        })
        .refine(
          ({ usb, path }) => (usb === undefined) !== (path === undefined),
          'one of `usb` and `path`, to know the device by',
        )
        .describe(
          'A scanner on USB that plays a keyboard and sends Enter or Tab behind each code. It types into the console of the machine too, unless a udev rule keeps it from that; deploy/debian/README.md has one.',
        ),
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
    .describe(
      'What its codes are there for. `code`: to tell how well the code does, such as one that is printed on a shelf for everybody; a scan is counted, and joined with nobody, neither in events nor in what the agent keeps of visits. `person`: to tell what whoever was given the code does; a scan belongs to the visit of whoever stands alone in the zone of the scanner. What the code says is told of neither.',
    ),
})
export type Campaign = z.infer<typeof Campaign>
