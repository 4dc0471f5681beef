import { z } from 'zod'
import { Intrinsics, OverheadPose } from './optics.ts'
import { Folder, MAX_SECONDS, Path, Slug } from './shapes.ts'

const FEEDS = [
  z
    .strictObject({
      driver: z.literal('recording'),
      folder: Folder.describe('16-bit grey PNG files, millimetres, taken in the order of their names.'),
      fps: z.number().positive().describe('Pictures a second when it was recorded.'),
      startsAt: z.iso
        .datetime({ offset: true })
        .optional()
        .describe(
          'When the first was taken; without it, the time of opening. Counts only in a replay: in the daemon it happens now.',
        ),
    })
    .describe('A folder of depth pictures.'),
  z
    .strictObject({
      driver: z.literal('v4l2'),
      device: Path.describe('Its node, as `v4l2-ctl --list-devices` names it: /dev/video2.'),
      millimetresPerUnit: z
        .number()
        .positive()
        .max(100)
        .default(1)
        .describe('What one unit of the 16-bit pictures is; most cameras deliver millimetres.'),
      stallSeconds: z
        .number()
        .positive()
        .max(MAX_SECONDS)
        .default(3)
        .describe('Without a new picture for this long the camera counts as stalled.'),
    })
    .describe('A depth camera of the kernel (V4L2, 16 bits a pixel), read by ffmpeg.'),
] as const

/** What a real depth camera measures, or has measured. */
export const MeasuredFeed = z.discriminatedUnion('driver', FEEDS)

const Feed = z.discriminatedUnion('driver', [
  z.strictObject({ driver: z.literal('simulated') }).describe('The simulated shop, seen from this pose.'),
  ...FEEDS,
])

/** A depth camera that looks down from the ceiling. */
export const Depth = z.strictObject({
  id: Slug,
  feed: Feed.describe('Where the pictures come from.'),
  maxFps: z
    .number()
    .positive()
    .max(60)
    .default(10)
    .describe(
      'Pictures a second that the simulated camera takes, and above which those of a live one are not handed on; a recording has its own `fps`.',
    ),
  intrinsics: Intrinsics.describe('Of the picture as it is delivered.'),
  pose: OverheadPose.describe('Where it hangs and how it looks.'),
  heads: z
    .strictObject({
      minMetres: z.number().positive().default(1.0).describe('Lowest head that counts as a person.'),
      maxMetres: z.number().positive().default(2.2).describe('Highest.'),
    })
    .prefault({})
    .describe('What counts as a head.'),
})
export type Depth = z.infer<typeof Depth>
