import type { PixelFormat } from '../../config/cameras.ts'
import type { ColourFrame } from '../frame.ts'
import type { Source } from '../source.ts'
import { type Device, kernel } from './kernel.ts'

/** What ffmpeg calls the formats of V4L2. */
const INPUT_FORMATS: Readonly<Record<PixelFormat, string>> = {
  MJPG: 'mjpeg',
  YUYV: 'yuyv422',
  UYVY: 'uyvy422',
  NV12: 'nv12',
  YU12: 'yuv420p',
  RGB3: 'rgb24',
  BGR3: 'bgr24',
  H264: 'h264',
  GREY: 'gray',
}

export interface ColourDevice extends Device {
  /** Without it the camera chooses. */
  readonly pixelFormat?: PixelFormat | undefined
  /** Pictures a second that the camera is asked for; without it, it chooses. */
  readonly fps?: number | undefined
}

/**
 * A colour camera of the kernel's video interface, read by an ffmpeg child. Times are the kernel's, of the capture. Throws
 * SOURCE_REFUSED where the device is missing, closed to us, in use or no camera, or has neither the size nor the format,
 * SOURCE_LOST where it goes away or falls silent; TOOL_MISSING.
 */
export function v4l2(id: string, device: ColourDevice): Source<ColourFrame> {
  const { pixelFormat, fps } = device
  const wish = {
    input: [
      ...(pixelFormat ? ['-input_format', INPUT_FORMATS[pixelFormat]] : []),
      ...(fps ? ['-framerate', String(fps)] : []),
    ],
    format: 'nv12' as const,
    wanted: 'colour',
    otherwise: 'Set feed.device to the node of the colour pictures, and feed.pixelFormat to one that it has.',
  }
  return { id, open: signal => kernel(id, device, wish, signal) }
}
