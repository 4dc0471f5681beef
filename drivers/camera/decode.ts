import { Fault } from '../../config/fault.ts'
import { Child } from './child.ts'

/**
 * Formats out of which NV12 is made; any other is turned into the nearest of them first. NV12 itself is not among them: the scaler of
 * ffmpeg 5.1, asked for the same format in another range or matrix, leaves its colours out without a word.
 */
const SOURCES = [
  ...['yuv420p', 'yuvj420p', 'yuv422p', 'yuvj422p', 'yuv444p', 'yuvj444p', 'yuv420p10le', 'yuyv422', 'uyvy422'],
  ...['rgb24', 'bgr24', 'rgb0', 'bgr0', 'gray'],
].join('|')

/** How pixels are wanted: what makes them so, and how many bytes each takes. */
const FORMATS = {
  /** As drivers/frame.ts wants it, whatever comes in. Odd sizes lose a row or a column. */
  nv12: {
    filters: [
      `format=${SOURCES}`,
      'crop=floor(iw/2)*2:floor(ih/2)*2:0:0',
      'scale=out_color_matrix=bt601:out_range=tv',
      'format=nv12',
    ],
    bytes: 1.5,
  },
  /** Made of nothing else: a colour picture turned grey would look like distances. */
  gray16le: { filters: [], bytes: 2 },
} as const

export interface Order {
  /** Options of the input, and `-i` with it. */
  readonly input: readonly string[]
  /** What the input reads from standard input. */
  readonly script?: string
  /** How pixels are wanted; NV12 where it does not say. */
  readonly format?: keyof typeof FORMATS
  /** Filters before the conversion. */
  readonly filters?: readonly string[]
  /** Longest wait for the first picture, and for each further one, while nothing of it comes; without them, as long as it takes. */
  readonly firstMs?: number
  readonly nextMs?: number
}

/** Valid until the next one is asked for. */
export interface Picture {
  /** Presentation time, seconds of the stream's own clock; NaN where it has none. */
  readonly seconds: number
  readonly width: number
  readonly height: number
  readonly pixels: Uint8Array<ArrayBuffer>
}

/** How a decoding ended that nobody asked to end. */
export interface End {
  readonly why: 'ended' | 'stalled' | 'unfit'
  /** In which format the pictures come, where it is not the one that is wanted. */
  readonly format?: string
  /** Exit code of ffmpeg, null where a signal ended it or it still ran. */
  readonly code: number | null
  readonly pictures: number
  readonly errors: readonly string[]
}

/**
 * Pictures from an ffmpeg child, pulled: while nobody asks, ffmpeg waits at its full pipe and nothing is lost. Returns nothing when
 * `signal` aborts and otherwise how it ended. When it is over in whatever way, so is the child. Throws TOOL_MISSING.
 */
export async function* decode(order: Order, signal: AbortSignal): AsyncGenerator<Picture, End | undefined> {
  if (signal.aborted) return undefined
  const child = new Child(commandLine(order), order.script)
  const poke = () => child.poke()
  signal.addEventListener('abort', poke)
  let pixels = new Uint8Array(0)
  try {
    for (let pictures = 0; ; pictures++) {
      const filled = await picture(child, order, pixels, pictures === 0, signal)
      if (signal.aborted) return undefined
      if (typeof filled === 'string') {
        const format = filled === 'unfit' ? { format: child.info.next!.format } : {}
        return { why: filled, ...format, code: child.code, pictures, errors: child.info.errors }
      }
      pixels = filled
      const { seconds, width, height } = child.info.take()
      yield { seconds, width, height, pixels }
    }
  } finally {
    signal.removeEventListener('abort', poke)
    await child.end()
  }
}

/** The next picture's pixels, in the same array where it fits; or why there is none. */
async function picture(
  child: Child,
  { format = 'nv12', firstMs, nextMs }: Order,
  pixels: Uint8Array<ArrayBuffer>,
  isFirst: boolean,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer> | End['why']> {
  let into = pixels
  let filled = 0
  let isLate = false
  let before: unknown = child.info.next
  let progress = 0
  // Where this process itself stood still, the time is over before it hears of what has come: that first.
  const late = () =>
    setImmediate(() => {
      isLate = true
      child.poke()
    })
  const longestMs = isFirst ? firstMs : nextMs
  const watch = () => (longestMs === undefined ? undefined : setTimeout(late, longestMs))
  let timer = watch()
  try {
    while (!signal.aborted) {
      if (child.failure) throw unstartable(child.failure)
      const { next } = child.info
      if (next) {
        if (next.format !== format) return 'unfit'
        const size = next.width * next.height * FORMATS[format].bytes
        if (into.length !== size) into = new Uint8Array(size)
        filled = child.fill(into, filled)
        if (filled === size) return into
      }
      if (isLate) {
        if (filled === progress && next === before) return 'stalled'
        ;[progress, before, isLate] = [filled, next, false]
        timer = watch()
      }
      if (child.over) return 'ended'
      await child.change()
    }
    return 'ended'
  } finally {
    clearTimeout(timer)
  }
}

function commandLine({ input, format = 'nv12', filters = [] }: Order): string[] {
  const quiet = ['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'level+info', '-threads', '1']
  const chain = [...filters, ...FORMATS[format].filters, 'showinfo=checksum=0'].join(',')
  const pictures = ['-map', '0:v:0', '-copyts', '-fps_mode', 'passthrough', '-vf', chain]
  // What writes raw pictures would keep back one for each core but the first otherwise, until those after it have come.
  return [...quiet, ...input, ...pictures, '-threads', '1', '-f', 'rawvideo', 'pipe:1']
}

function unstartable(failure: Error): Error {
  const missing = 'code' in failure && failure.code === 'ENOENT'
  return missing ? new Fault('TOOL_MISSING', { tool: 'ffmpeg', package: 'ffmpeg' }, failure) : failure
}
