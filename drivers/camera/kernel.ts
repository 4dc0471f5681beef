import { Fault } from '../../config/fault.ts'
import { clock } from '../clock.ts'
import type { ColourFrame } from '../frame.ts'
import { admission } from '../group.ts'
import { captured } from './captured.ts'
import type { End, Order } from './decode.ts'
import { atMost, onwards } from './pace.ts'
import { timed } from './timed.ts'

/** A camera of the kernel's video interface (V4L2). */
export interface Device {
  /** Its node, /dev/video2. */
  readonly device: string
  /** Of the picture that is asked for; another size is refused, since what ties pixels to metres would not fit it. */
  readonly width: number
  readonly height: number
  /** Pictures above this rate are not handed on. */
  readonly maxFps: number
  /** Without a new picture for this long the camera counts as lost. */
  readonly stallSeconds: number
}

/** What is asked of it. */
export interface Wish {
  /** Options of ffmpeg's input, beside those that every device is given. */
  readonly input: readonly string[]
  readonly format: NonNullable<Order['format']>
  /** What to do where the device is none of the kind that is wanted. */
  readonly otherwise: string
  /** What is wanted, in words. */
  readonly wanted: string
}

/** A camera on USB takes a second or two to send its first picture, a slow machine some more. */
const FIRST_MS = 10_000

/**
 * Pictures of a device, read by an ffmpeg child, with the kernel's time of their capture. Each is valid until the next one is asked
 * for. Throws SOURCE_REFUSED where the device is missing, closed to us, in use or of another kind, SOURCE_LOST where it goes away or
 * falls silent; TOOL_MISSING.
 */
export async function* kernel(
  id: string,
  device: Device,
  wish: Wish,
  signal: AbortSignal,
): AsyncGenerator<ColourFrame, void> {
  const stallMs = 1000 * device.stallSeconds
  const order = {
    input: ['-f', 'v4l2', ...wish.input, '-video_size', `${device.width}x${device.height}`, '-i', device.device],
    format: wish.format,
    filters: [atMost(device.maxFps)],
    firstMs: Math.max(FIRST_MS, stallMs),
    nextMs: stallMs,
  }
  const pictures = timed(order, signal, {
    // Of its steady clock mostly, otherwise of that on the wall.
    at(seconds, beforeMs) {
      const [steadyMs, nowMs] = [performance.now() + STEADY_MS, Date.now()]
      return onwards(beforeMs, clock.of(captured(nowMs, steadyMs - 1000 * seconds, nowMs - 1000 * seconds)))
    },
    over: end => lost(id, device, wish, end, end.pictures === 0 ? order.firstMs : stallMs),
  })
  for await (const picture of pictures) {
    if (!fits(device, picture, wish.format)) throw misfit(id, device, picture)
    yield picture
  }
}

/** What the steady clock of the machine showed at the zero of performance.now(). */
const STEADY_MS = Number(process.hrtime.bigint()) / 1e6 - performance.now()

type Size = Pick<ColourFrame, 'width' | 'height'>

/** NV12 has even sides only: an odd one has lost its last row or column. */
function fits(device: Device, { width, height }: Size, format: Wish['format']): boolean {
  const even = format === 'nv12' ? ~1 : ~0
  return width === (device.width & even) && height === (device.height & even)
}

/** What the words mean, and what helps. `{device}` is the node. */
const REFUSALS: readonly (readonly [says: RegExp, next: string | ((device: Device, wish: Wish) => string)])[] = [
  [
    /No such file|No such device/,
    'Plug it in, or set feed.device to a node that is listed by: v4l2-ctl --list-devices. A path under /dev/v4l/by-id stays the same wherever it is plugged in.',
  ],
  [/Permission denied|not permitted/, ({ device }) => admission(device)],
  [/busy/, 'End the other program that reads it; find it with: fuser -v {device}'],
  [
    /proper format|Invalid argument/,
    (_, { otherwise }) => `${otherwise} What it can deliver, says: v4l2-ctl --list-formats-ext -d {device}`,
  ],
  [/Not a video capture|Inappropriate ioctl/, (_, { otherwise }) => otherwise],
]

/** The words are ffmpeg's and the kernel's. What has sent pictures before is not refused but lost, and comes back. */
function lost(sensor: string, device: Device, wish: Wish, { why, format, errors, pictures }: End, waitedMs: number) {
  const fill = (text: string) => text.replaceAll('{device}', device.device)
  if (why === 'stalled') return new Fault('SOURCE_LOST', { sensor, why: `no picture for ${waitedMs / 1000} s` })
  if (why === 'unfit')
    return new Fault('SOURCE_REFUSED', {
      sensor,
      why: `${device.device} delivers ${format}, not ${wish.wanted}`,
      next: fill(`${wish.otherwise} What a node has, says: v4l2-ctl --list-formats -d {device}`),
    })
  const words = errors.at(-1) ?? `${device.device} delivers no more`
  const refusal = REFUSALS.find(([pattern]) => errors.some(error => pattern.test(error)))
  if (!refusal || pictures > 0) return new Fault('SOURCE_LOST', { sensor, why: words })
  const next = fill(typeof refusal[1] === 'string' ? refusal[1] : refusal[1](device, wish))
  return new Fault('SOURCE_REFUSED', { sensor, why: words, next })
}

function misfit(sensor: string, { device, width, height }: Device, got: Size): Fault {
  const why = `${device} delivers ${got.width} × ${got.height} pixels, the configuration says ${width} × ${height}`
  const next = `Take a size that the camera has (v4l2-ctl --list-formats-ext -d ${device}), and measure its calibration in that.`
  return new Fault('SOURCE_REFUSED', { sensor, why, next })
}
