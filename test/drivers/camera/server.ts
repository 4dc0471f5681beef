import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createServer, type Server, type Socket } from 'node:net'

/** Everything a camera can do to us. */
export interface RtspCamera {
  readonly url: string
  /** Connections that are open now. */
  readonly viewers: number
  /** Requests so far, the first line of each. */
  readonly requests: readonly string[]
  /** Keeps its connections and sends nothing more. */
  freeze(): void
  /** Goes on where it was frozen. */
  thaw(): void
  /** From now on it wants this login. */
  want(login: string): void
  /** Drops its connections and is gone. */
  close(): Promise<void>
}

export interface Manners {
  readonly fps?: number
  /** `user:password`, wanted by Basic authentication (RFC 7617). */
  readonly login?: string
  /** Wants it by Digest (RFC 7616, with MD5), as most cameras do, and takes no other. */
  readonly digest?: boolean
  /** Without it, one that is free. */
  readonly port?: number
  /** Answers to every request that is let in, for a path that is not there. */
  readonly status?: string
  /** Accepts and never answers. */
  readonly mute?: boolean
  /** What it shows, from its beginning for each viewer, over and over; a small test picture without it. */
  readonly film?: Film
}

/** Pictures, each as NAL units that fit in one packet each; the first is a key frame. */
export type Film = readonly (readonly Buffer[])[]

/** Encoded once. */
let testPicture: Film | undefined

/**
 * A camera on loopback: RTSP (RFC 2326) with its pictures interleaved in the same connection (10.12), H.264 in single NAL unit
 * packets (RFC 6184, 5.6). It serves one test picture after the other, for ever.
 */
export async function rtspCamera(manners: Manners = {}): Promise<RtspCamera> {
  const { fps = 20, status = '200 OK', mute, digest = false, film, port: asked = 0 } = manners
  let { login } = manners
  const pictures = film ?? (testPicture ??= encode(['-f', 'lavfi', '-i', 'testsrc=size=160x120:rate=10:duration=2'], 1))
  const viewers = new Map<Socket, NodeJS.Timeout | undefined>()
  const requests: string[] = []
  let frozen = false
  const server = createServer(socket => {
    viewers.set(socket, undefined)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => {
      clearInterval(viewers.get(socket))
      viewers.delete(socket)
    })
    let text = ''
    socket.on('data', piece => {
      text += piece.toString('latin1')
      for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
        // Reports of the viewer's on the second channel stand between the requests.
        const request = text.slice(Math.max(0, text.search(/[A-Z_]+ rtsp:/)), end)
        text = text.slice(end + 4)
        if (!mute && !frozen) answer(socket, request)
      }
    })
  })
  const answer = (socket: Socket, request: string) => {
    const [line] = request.split('\r\n', 1)
    requests.push(line)
    const verb = line.split(' ', 1)[0]
    const sequence = `CSeq: ${/CSeq: *(\d+)/i.exec(request)?.[1]}`
    const say = (code: string, ...rest: string[]) =>
      socket.write([`RTSP/1.0 ${code}`, sequence, ...rest].join('\r\n') + (rest.includes('') ? '' : '\r\n\r\n'))
    if (login && verb !== 'OPTIONS' && !(digest ? proves : shows)(request, verb!, login))
      say('401 Unauthorized', `WWW-Authenticate: ${digest ? DIGEST : 'Basic realm="camera"'}`)
    else if (verb === 'OPTIONS') say('200 OK', 'Public: DESCRIBE, SETUP, PLAY, TEARDOWN, GET_PARAMETER')
    else if (!status.startsWith('200')) say(status)
    else if (verb === 'DESCRIBE') {
      const sdp = [
        ...['v=0', 'o=- 0 0 IN IP4 127.0.0.1', 's=test', 'c=IN IP4 127.0.0.1', 't=0 0', 'm=video 0 RTP/AVP 96'],
        ...['a=rtpmap:96 H264/90000', 'a=fmtp:96 packetization-mode=0', 'a=control:track', ''],
      ].join('\r\n')
      say('200 OK', 'Content-Type: application/sdp', `Content-Length: ${sdp.length}`, '', sdp)
    } else if (verb === 'SETUP') say('200 OK', 'Session: 1', 'Transport: RTP/AVP/TCP;unicast;interleaved=0-1')
    else {
      say('200 OK', 'Session: 1')
      if (verb === 'PLAY') viewers.set(socket, play(socket))
      if (verb === 'TEARDOWN') socket.end()
    }
  }
  const play = (socket: Socket) => {
    let number = 0
    let sequence = 0
    return setInterval(() => {
      if (frozen) return
      const units = pictures[number % pictures.length]
      const stamp = Math.round((number++ * 90_000) / fps)
      units.forEach((unit, i) => {
        socket.write(packet(unit, i === units.length - 1, sequence++, stamp))
      })
    }, 1000 / fps)
  }
  const port = await listen(server, asked)
  return {
    url: `rtsp://127.0.0.1:${port}/cam`,
    get viewers() {
      return viewers.size
    },
    requests,
    freeze: () => {
      frozen = true
    },
    thaw: () => {
      frozen = false
    },
    want: other => {
      login = other
    },
    close: () => {
      for (const [socket] of viewers) socket.destroy()
      return new Promise(resolve => server.close(() => resolve()))
    },
  }
}

const DIGEST = 'Digest realm="camera", nonce="6d7f1c"'

/** Whether a request bears the login itself. */
function shows(request: string, _verb: string, login: string): boolean {
  const offered = /Authorization: Basic (\S+)/i.exec(request)?.[1] ?? ''
  return Buffer.from(offered, 'base64').toString() === login
}

/** Whether it bears what only who knows the login can work out (RFC 7616, 3.4.1, without qop). */
function proves(request: string, verb: string, login: string): boolean {
  const [, user, password] = /^([^:]*):(.*)$/s.exec(login)!
  const uri = /uri="([^"]*)"/.exec(request)?.[1]
  const md5 = (text: string) => createHash('md5').update(text).digest('hex')
  const expected = md5(`${md5(`${user}:camera:${password}`)}:6d7f1c:${md5(`${verb}:${uri}`)}`)
  return /Authorization: Digest/i.test(request) && /response="([^"]*)"/.exec(request)?.[1] === expected
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise(resolve =>
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    }),
  )
}

/** An interleaved frame: `$`, channel 0, length; RTP header (RFC 3550, 5.1); the unit. */
function packet(unit: Buffer, last: boolean, sequence: number, stamp: number): Buffer {
  const head = Buffer.alloc(16)
  head.writeUInt8(0x24, 0)
  head.writeUInt16BE(12 + unit.length, 2)
  head.writeUInt8(0x80, 4)
  head.writeUInt8((last ? 0x80 : 0) | 96, 5)
  head.writeUInt16BE(sequence & 0xffff, 6)
  head.writeUInt32BE(stamp >>> 0, 8)
  head.writeUInt32BE(1, 12)
  return Buffer.concat([head, unit])
}

/** What ffmpeg reads, with a key frame every so many pictures. Each picture of the byte stream begins with an access unit delimiter (type 9). */
export function encode(input: readonly string[], pictures: number): Film {
  const { stdout, stderr, status } = spawnSync(
    'ffmpeg',
    [
      ...['-hide_banner', '-loglevel', 'error', ...input],
      ...[
        '-c:v',
        'libx264',
        '-preset',
        'ultrafast',
        '-tune',
        'zerolatency',
        '-pix_fmt',
        'yuv420p',
        '-g',
        `${pictures}`,
      ],
      ...['-x264-params', 'aud=1:repeat-headers=1:slice-max-size=1200', '-f', 'h264', 'pipe:1'],
    ],
    { maxBuffer: 1 << 29 },
  )
  if (status !== 0) throw new Error(String(stderr))
  return inPictures(stdout)
}

function inPictures(stdout: Buffer): Film {
  const pictures: Buffer[][] = []
  for (let at = stdout.indexOf('\0\0\x01', 0, 'latin1'); at >= 0; ) {
    const next = stdout.indexOf('\0\0\x01', at + 3, 'latin1')
    const end = next < 0 ? stdout.length : stdout[next - 1] === 0 ? next - 1 : next
    const unit = stdout.subarray(at + 3, end)
    if ((unit[0] & 31) === 9) pictures.push([])
    pictures.at(-1)!.push(unit)
    at = next
  }
  return pictures
}
