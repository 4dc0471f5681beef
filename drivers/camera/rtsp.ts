import { Fault } from '../../config/fault.ts'
import { clock, now } from '../clock.ts'
import type { ColourFrame } from '../frame.ts'
import type { Source } from '../source.ts'
import { captured } from './captured.ts'
import { type Credentials, redact, withCredentials } from './credentials.ts'
import type { End } from './decode.ts'
import { atMost, onwards } from './pace.ts'
import { timed } from './timed.ts'

export interface Live {
  /** Pictures above this rate are not handed on. */
  readonly maxFps: number
  /** Without a new picture for this long the camera counts as lost. */
  readonly stallSeconds: number
}

/** Cameras begin to send at the next key frame, and some have one in ten seconds only. */
const FIRST_MS = 15_000

/**
 * A network camera. Times are those at which packets arrived here. Throws SOURCE_REFUSED where the camera does not want us, and
 * SOURCE_LOST where it cannot be reached, goes away or freezes; TOOL_MISSING. No message holds the credentials.
 */
export function rtsp(
  id: string,
  url: string,
  credentials: Credentials | undefined,
  { maxFps, stallSeconds }: Live,
): Source<ColourFrame> {
  const stallMs = 1000 * stallSeconds
  const order = {
    input: [
      ...['-use_wallclock_as_timestamps', '1', '-fflags', 'nobuffer', '-flags', 'low_delay'],
      ...['-f', 'concat', '-safe', '0', '-protocol_whitelist', 'pipe,tcp,tls,rtp,udp,crypto', '-i', 'pipe:0'],
    ],
    script: playlist(withCredentials(url, credentials), 2 * stallMs),
    filters: [atMost(maxFps)],
    firstMs: Math.max(FIRST_MS, stallMs),
    nextMs: stallMs,
  }
  return {
    id,
    open: signal =>
      timed(order, signal, {
        at(seconds, beforeMs) {
          if (!Number.isFinite(seconds)) return Math.max(beforeMs, now())
          const nowMs = Date.now()
          // Ours follows that on the wall with a little play: nobody has taken a picture that is still to come.
          return onwards(beforeMs, Math.min(now(), clock.of(captured(nowMs, nowMs - 1000 * seconds))))
        },
        over: end => lost(id, end, end.pictures === 0 ? order.firstMs : stallMs, credentials),
      }),
  }
}

/**
 * A list of one entry for ffmpeg's concat demuxer, on its standard input: every user of the machine can read a command line, and
 * the URL holds the password. The time limit is ffmpeg's own, on a read; ours is on pictures and comes first.
 */
function playlist(url: string, timeoutMs: number): string {
  const options = {
    rtsp_transport: 'tcp',
    allowed_media_types: 'video',
    timeout: Math.round(1000 * timeoutMs),
    fflags: 'nobuffer',
    analyzeduration: 500_000,
    probesize: 500_000,
  }
  const lines = Object.entries(options).map(([name, value]) => `option ${name} ${value}`)
  return ['ffconcat version 1.0', `file '${url}'`, ...lines, ''].join('\n')
}

const REFUSALS = [
  [/\b401\b|\b403\b|Unauthorized|Forbidden/i, 'Check username and the first line of passwordFile.'],
  [/\b404\b|\b454\b|Not Found/i, 'Check the path in the URL.'],
] as const

/** ffmpeg exits with 0 when a camera dies: the code says nothing, only its words do. */
function lost(sensor: string, { why, errors }: End, waitedMs: number, credentials: Credentials | undefined): Fault {
  if (why === 'stalled') return new Fault('SOURCE_LOST', { sensor, why: `no picture for ${waitedMs / 1000} s` })
  // ffmpeg calls its input by what it reads the address from.
  const words = redact(errors.at(-1) ?? 'the camera ended the stream', credentials).replace(/^pipe:0: /, '')
  const refusal = REFUSALS.find(([pattern]) => errors.some(error => pattern.test(redact(error, credentials))))
  return refusal
    ? new Fault('SOURCE_REFUSED', { sensor, why: words, next: refusal[1] })
    : new Fault('SOURCE_LOST', { sensor, why: words })
}
