import { Fault } from '../../config/fault.ts'
import type { Ms } from '../../config/units.ts'
import { decode, type End } from '../camera/decode.ts'
import { atMost, onwards } from '../camera/rtsp.ts'
import { clock } from '../clock.ts'
import type { DepthFrame } from '../frame.ts'
import type { Source } from '../source.ts'
import { Units } from './units.ts'

export interface Device {
  /** Its node, /dev/video2. */
  readonly device: string
  /** Of the picture that is asked for; another size is refused, since the intrinsics would not fit it. */
  readonly width: number
  readonly height: number
  readonly millimetresPerUnit: number
  /** Pictures above this rate are not handed on. */
  readonly maxFps: number
  /** Without a new picture for this long the camera counts as lost. */
  readonly stallSeconds: number
}

/** A camera on USB takes a second or two to send its first picture, a slow machine some more. */
const FIRST_MS = 10_000
/** The kernel's time of a picture is that of the steady clock if it is not older than this. */
const OLDEST_MS = 10_000

/**
 * A depth camera of the kernel's video interface, 16 bits a pixel (V4L2_PIX_FMT_Z16, or Y16 where a driver calls it so), read by an
 * ffmpeg child. Times are the kernel's, of the capture. Throws SOURCE_REFUSED where the device is missing, closed to us, in use
 * or no depth camera, SOURCE_LOST where it goes away or falls silent; TOOL_MISSING.
 */
export function v4l2(id: string, device: Device): Source<DepthFrame> {
  const stallMs = 1000 * device.stallSeconds
  const order = {
    input: [
      ...['-f', 'v4l2', '-input_format', 'gray16le', '-video_size', `${device.width}x${device.height}`],
      ...['-i', device.device],
    ],
    format: 'gray16le' as const,
    filters: [atMost(device.maxFps)],
    firstMs: Math.max(FIRST_MS, stallMs),
    nextMs: stallMs,
  }
  return {
    id,
    async *open(signal) {
      const pictures = decode(order, signal)
      const units = new Units(device.millimetresPerUnit)
      let atMs = 0
      try {
        for (let index = 0; ; index++) {
          const { done, value } = await pictures.next()
          if (done) {
            if (value) throw lost(id, device, value, value.pictures === 0 ? order.firstMs : stallMs)
            return
          }
          const { seconds, width, height, pixels } = value
          if (width !== device.width || height !== device.height) throw misfit(id, device, width, height)
          atMs = onwards(atMs, clock.of(captured(1000 * seconds, performance.now() + STEADY_MS, Date.now())))
          yield { atMs, index, width, height, millimetres: units.millimetres(pixels) }
        }
      } finally {
        await pictures.return(undefined)
      }
    },
  }
}

/** What the steady clock of the machine showed at the zero of performance.now(). */
const STEADY_MS = Number(process.hrtime.bigint()) / 1e6 - performance.now()

/**
 * When a picture was taken to which the kernel gave the time `kernelMs`: of its steady clock mostly, which now shows `steadyMs`,
 * and otherwise of the clock on the wall, which now shows `nowMs`. A time of any other clock says nothing; it is taken to be new.
 */
export function captured(kernelMs: number, steadyMs: number, nowMs: Ms): Ms {
  for (const ageMs of [steadyMs - kernelMs, nowMs - kernelMs]) if (ageMs >= 0 && ageMs < OLDEST_MS) return nowMs - ageMs
  return nowMs
}

const REFUSALS = [
  [
    /No such file|No such device/,
    'Plug it in, or set feed.device to a node that is listed by: v4l2-ctl --list-devices',
  ],
  [/Permission denied|not permitted/, 'Let the user of the agent into the group of the device: adduser USER video'],
  [/busy/, 'End the other program that reads it; find it with: fuser -v DEVICE'],
  [/Not a video capture|Inappropriate ioctl|Invalid argument/, 'Set feed.device to the node of the depth pictures.'],
] as const

/** The words are ffmpeg's and the kernel's. What has sent pictures before is not refused but lost, and comes back. */
function lost(sensor: string, { device }: Device, { why, format, errors, pictures }: End, waitedMs: number): Fault {
  if (why === 'stalled') return new Fault('SOURCE_LOST', { sensor, why: `no picture for ${waitedMs / 1000} s` })
  const next = `Set feed.device to the node of the depth pictures; what a node has, says: v4l2-ctl --list-formats -d ${device}`
  if (why === 'unfit')
    return new Fault('SOURCE_REFUSED', { sensor, why: `${device} delivers ${format}, not 16 bits of depth`, next })
  const words = errors.at(-1) ?? `${device} delivers no more`
  const refusal = REFUSALS.find(([pattern]) => errors.some(error => pattern.test(error)))
  return refusal && pictures === 0
    ? new Fault('SOURCE_REFUSED', { sensor, why: words, next: refusal[1].replace('DEVICE', device) })
    : new Fault('SOURCE_LOST', { sensor, why: words })
}

function misfit(sensor: string, { device, width, height }: Device, gotWidth: number, gotHeight: number): Fault {
  const why = `${device} delivers ${gotWidth} × ${gotHeight} pixels, the configuration says ${width} × ${height}`
  const next = 'Correct its intrinsics, or take the size that they hold for.'
  return new Fault('SOURCE_REFUSED', { sensor, why, next })
}
