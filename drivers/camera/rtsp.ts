import { Fault } from '../../config/fault.ts'
import type { Ms } from '../../config/units.ts'
import { clock } from '../clock.ts'
import type { ColourFrame } from '../frame.ts'
import type { Source } from '../source.ts'
import { type Credentials, redact, withCredentials } from './credentials.ts'
import { decode, type End } from './decode.ts'

export interface Live {
  /** Pictures above this rate are not handed on. */
  readonly maxFps: number
  /** Without a new picture for this long the camera counts as lost. */
  readonly stallSeconds: number
}

/** Cameras begin to send at the next key frame, and some have one in ten seconds only. */
const FIRST_MS = 15_000
/** A clock that goes back by more than this was set. */
const SET_BACK_MS = 3000

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
    async *open(signal) {
      const pictures = decode(order, signal)
      let atMs = 0
      try {
        for (let index = 0; ; index++) {
          const { done, value } = await pictures.next()
          if (done) {
            if (value) throw lost(id, value, value.pictures === 0 ? order.firstMs : stallMs, credentials)
            return
          }
          const { seconds, ...picture } = value
          if (Number.isFinite(seconds)) atMs = onwards(atMs, clock.of(1000 * seconds))
          yield { atMs, index, ...picture }
        }
      } finally {
        await pictures.return(undefined)
      }
    },
  }
}

/**
 * The time of a picture after one of `beforeMs`. Where the clock of this machine goes back a little, order is worth more than the
 * jump and time stands still; where it was set back, waiting for the old time would freeze all that comes after.
 */
export function onwards(beforeMs: Ms, atMs: Ms): Ms {
  return beforeMs - atMs > SET_BACK_MS ? atMs : Math.max(beforeMs, atMs)
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

/**
 * The filter that lets no more pictures through than this, on average: variable 0 is when the next one is due. A picture that
 * comes late moves only its own due time, so that a camera of just this rate loses none to the jitter of the network. Where the
 * next one is due later than it can ever be, the clock was set back.
 */
export function atMost(fps: number): string {
  const setBack = `lt(t,ld(0)-${1 / fps + SET_BACK_MS / 1000})`
  return `select='if(gte(t,ld(0))+${setBack},1+0*st(0,if(${setBack},t,max(ld(0)+${1 / fps},t))),0)'`
}

const REFUSALS = [
  [/\b401\b|\b403\b|Unauthorized|Forbidden/i, 'Check username and the first line of passwordFile.'],
  [/\b404\b|\b454\b|Not Found/i, 'Check the path in the URL.'],
] as const

/** ffmpeg exits with 0 when a camera dies: the code says nothing, only its words do. */
function lost(sensor: string, { why, errors }: End, waitedMs: number, credentials: Credentials | undefined): Fault {
  if (why === 'stalled') return new Fault('SOURCE_LOST', { sensor, why: `no picture for ${waitedMs / 1000} s` })
  const words = redact(errors.at(-1) ?? 'the camera ended the stream', credentials)
  const refusal = REFUSALS.find(([pattern]) => errors.some(error => pattern.test(redact(error, credentials))))
  return refusal
    ? new Fault('SOURCE_REFUSED', { sensor, why: words, next: refusal[1] })
    : new Fault('SOURCE_LOST', { sensor, why: words })
}
