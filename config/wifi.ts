import { z } from 'zod'
import { MAX_SECONDS, Path, Slug } from './shapes.ts'

const Feed = z.discriminatedUnion('driver', [
  z.strictObject({ driver: z.literal('simulated') }).describe('The phones of the simulated shop.'),
  z
    .strictObject({ driver: z.literal('savefile'), path: Path.describe('The file.') })
    .describe('A pcap or pcapng file, gzip or not.'),
  z
    .strictObject({
      driver: z.literal('tcpdump'),
      interface: z
        .string()
        .regex(/^[A-Za-z0-9._-]{1,15}$/, 'the name of a network interface')
        .describe('A network interface in monitor mode.'),
    })
    .describe('A tcpdump child on an interface in monitor mode.'),
  z
    .strictObject({
      driver: z.literal('pcap'),
      interface: z
        .string()
        .regex(/^[A-Za-z0-9._-]{1,15}$/, 'the name of a network interface')
        .describe('A network interface in monitor mode.'),
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
