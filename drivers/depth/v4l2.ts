import { type Device as Camera, kernel } from '../camera/kernel.ts'
import type { DepthFrame } from '../frame.ts'
import type { Source } from '../source.ts'
import { Units } from './units.ts'

export interface Device extends Camera {
  readonly millimetresPerUnit: number
}

const WISH = {
  input: ['-input_format', 'gray16le'],
  format: 'gray16le',
  wanted: '16 bits of depth',
  otherwise: 'Set feed.device to the node of the depth pictures.',
} as const

/**
 * A depth camera of the kernel's video interface, 16 bits a pixel (V4L2_PIX_FMT_Z16, or Y16 where a driver calls it so), read by an
 * ffmpeg child. Times are the kernel's, of the capture. Throws SOURCE_REFUSED where the device is missing, closed to us, in use
 * or no depth camera, SOURCE_LOST where it goes away or falls silent; TOOL_MISSING.
 */
export function v4l2(id: string, device: Device): Source<DepthFrame> {
  return {
    id,
    async *open(signal) {
      const units = new Units(device.millimetresPerUnit)
      for await (const { atMs, index, width, height, pixels } of kernel(id, device, WISH, signal))
        yield { atMs, index, width, height, millimetres: units.millimetres(pixels) }
    },
  }
}
