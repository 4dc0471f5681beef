import { z } from 'zod'
import { MAX_SECONDS, OwnPath, Path, Slug } from './shapes.ts'

/** Channel numbers of 2.4 and 5 GHz; those of 6 GHz mean others there. */
function isChannel(number: number): boolean {
  return (number >= 1 && number <= 14) || (number >= 32 && number <= 177)
}

/** Of an adapter: its interface, and the channels that it goes round. */
const Adapter = {
  interface: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,15}$/, 'the name of a network interface')
    .describe('A network interface in monitor mode.'),
  channels: z
    .array(z.int().refine(isChannel, 'a channel number of 2.4 GHz (1–14) or 5 GHz (32–177)'))
    .min(1)
    .max(64)
    .refine(list => new Set(list).size === list.length, 'each channel once')
    .optional()
    .describe(
      'Channels that it goes round, such as [1, 6, 11]: half of the time evenly, the other half where most is heard. Without it the adapter stays on the channel it is on. Changing it needs iw and CAP_NET_ADMIN; where it cannot be changed, that is told, and it goes on listening.',
    ),
  dwellMs: z
    .int()
    .min(50)
    .max(60_000)
    .default(250)
    .describe('How long it listens on a channel before the next, milliseconds.'),
}

const Feed = z.discriminatedUnion('driver', [
  z.strictObject({ driver: z.literal('simulated') }).describe('The phones of the simulated shop.'),
  z
    .strictObject({ driver: z.literal('savefile'), path: Path.describe('The file.') })
    .describe('A pcap or pcapng file, gzip or not.'),
  z
    .strictObject({
      driver: z.literal('tcpdump'),
      ...Adapter,
      socket: OwnPath.default('/run/aisle-capture.sock').describe(
        'Where a helper of the system captures for the agent, which then needs no rights of its own; the Debian package has one. Where nothing is at that path, tcpdump runs as a child of the agent.',
      ),
    })
    .describe('tcpdump on an interface in monitor mode.'),
  z
    .strictObject({
      driver: z.literal('pcap'),
      ...Adapter,
    })
    .describe('The optional npm module pcap, in process. It does not notice when the interface vanishes.'),
])

export const Wifi = z.strictObject({
  id: Slug,
  feed: Feed.describe('Where the frames come from.'),
  minRssi: z
    .int()
    .min(-120)
    .max(0)
    .default(-100)
    .describe('Weaker frames, dBm, are taken for devices outside and left out.'),
})
export type Wifi = z.infer<typeof Wifi>

export const Presence = z.strictObject({
  k: z.int().min(2).default(5).describe('Counts below this are never told.'),
  windowMinutes: z
    .number()
    .min(1)
    .max(15)
    .default(5)
    .describe('A device counts as present for this long after it was last heard.'),
  everySeconds: z.number().min(5).max(MAX_SECONDS).default(60).describe('How often a count is told.'),
})
export type Presence = z.infer<typeof Presence>
