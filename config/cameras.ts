import { z } from 'zod'
import { Optics, Pose } from './optics.ts'
import { MAX_SECONDS, Path, Point, Slug, url } from './shapes.ts'

const PointPair = z.strictObject({
  image: Point.describe('Pixels in the picture as the camera delivers it.'),
  floor: Point.describe('The same spot on the floor plan, metres.'),
})
export type PointPair = z.infer<typeof PointPair>

export const Pairs = z
  .array(PointPair)
  .min(4)
  .describe('At least four spots on the floor, no three in a line, from which the homography is computed.')

export const Posed = z
  .strictObject({
    ...Optics.shape,
    pose: Pose.describe('Where it hangs and how it looks.'),
  })
  .describe('How the camera hangs and looks.')
export type Posed = z.infer<typeof Posed>

/** Ways in which cameras of the kernel send pictures: the names that V4L2 has for them (FourCC). */
export const PIXEL_FORMATS = ['MJPG', 'YUYV', 'UYVY', 'NV12', 'YU12', 'RGB3', 'BGR3', 'H264', 'GREY'] as const
export type PixelFormat = (typeof PIXEL_FORMATS)[number]

const Feed = z.discriminatedUnion('driver', [
  z.strictObject({
    driver: z.literal('rtsp'),
    url: url('rtsps?', 'rtsp:// or rtsps:// with a host, perhaps a port, without user name and password').describe(
      'Without user name and password; no `@` may stand in it.',
    ),
    username: z.string().optional().describe('For cameras that ask for one.'),
    passwordFile: Path.optional().describe('A file whose first line is the password.'),
  }),
  z
    .strictObject({
      driver: z.literal('v4l2'),
      device: Path.describe(
        'Its node, as `v4l2-ctl --list-devices` names it: /dev/video0; or a path under /dev/v4l/by-id, which stays the same wherever the camera is plugged in.',
      ),
      width: z.int().min(16).max(8192).describe('Of the pictures that it is asked for; another size is refused.'),
      height: z.int().min(16).max(8192).describe('As `width`.'),
      pixelFormat: z
        .enum(PIXEL_FORMATS)
        .optional()
        .describe(
          'How it sends its pictures, as `v4l2-ctl --list-formats` names it; without it, the camera chooses. On USB 2 large pictures come fast enough as MJPG only.',
        ),
      fps: z
        .number()
        .positive()
        .max(120)
        .optional()
        .describe('Pictures a second that it is asked for; without it, the camera chooses.'),
    })
    .describe('A colour camera of the kernel (V4L2), such as one on USB, read by ffmpeg.'),
  z.strictObject({
    driver: z.literal('file'),
    path: Path.describe('A video that ffmpeg can read.'),
    startsAt: z.iso
      .datetime({ offset: true })
      .optional()
      .describe(
        'When its first frame was taken; without it, the time of opening. Counts only in a replay: in the daemon it happens now.',
      ),
  }),
  z
    .strictObject({ driver: z.literal('simulated') })
    .describe(
      'The simulated shop: delivers who would be found in the pictures, not the pictures. Needs a calibration by pose.',
    ),
])

const Codes = z
  .strictObject({
    perSecond: z
      .number()
      .min(1)
      .max(10)
      .default(4)
      .describe('Looks a second, at most; a picture that comes while the last one is looked at is left out.'),
    zone: Slug.optional().describe(
      'Zone in which whoever shows a code is standing; ties it to the visit when exactly one is there.',
    ),
  })
  .describe(
    'Looks for codes that are shown to this camera, QR, DataMatrix, EAN-13 and Code 128, and tells them as a scanner of its id would. A code that stays in sight is one scan; it counts anew after three seconds out of sight.',
  )

export const Camera = z.strictObject({
  id: Slug,
  feed: Feed.describe('Where the pictures come from.'),
  maxFps: z
    .number()
    .positive()
    .max(60)
    .default(10)
    .describe('Live pictures above this rate are decoded but not handed on.'),
  stallSeconds: z
    .number()
    .positive()
    .max(MAX_SECONDS)
    .default(3)
    .describe('Without a new picture for this long the camera counts as stalled.'),
  calibration: z
    .union([Pairs, Posed])
    .describe('What ties pixels to metres: spots on the floor, or how the camera hangs and looks.'),
  lens: Optics.optional().describe(
    'Of a camera that is calibrated by spots and whose picture bends straight lines; measured once for its model.',
  ),
  codes: Codes.optional(),
  detectionScore: z.number().min(0).max(1).default(0.25).describe('Detections below this score are not looked at.'),
})
export type Camera = z.infer<typeof Camera>
