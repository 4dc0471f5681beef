import { connect as dial } from 'node:net'
import { connect as secure } from 'node:tls'
import type { Ms } from '../../../config/units.ts'
import { type Found, failed, passed, type Step } from './hop.ts'

const ANSWER_MS: Ms = 5000
/** Of more nobody reads: an answer without a body is a few lines. */
const MOST = 4096
const ELSE =
  'Something else listens there: check the port of the URL (554 is usual), and that the camera has RTSP switched on.'
const HANGS = `It may hang, or have as many viewers as it takes: switch it off and on. Or: ${ELSE}`

/** What listens there answers as a camera does: OPTIONS (RFC 2326, 10.1), which asks nobody who they are. */
export function greeting(url: string): Step {
  return {
    hop: 'RTSP',
    next: HANGS,
    withinMs: ANSWER_MS,
    async run() {
      const { protocol, hostname, port } = new URL(url)
      const place = {
        host: hostname.replace(/^\[|\]$/g, ''),
        port: Number(port) || (protocol === 'rtsps:' ? 322 : 554),
      }
      // The driver does not ask who it is, either: a camera signs for itself.
      const socket = protocol === 'rtsps:' ? secure({ ...place, rejectUnauthorized: false }) : dial(place)
      const late = setTimeout(
        () => socket.destroy(new Error('it takes the connection and says nothing')),
        ANSWER_MS - 500,
      )
      try {
        socket.write(`OPTIONS ${url} RTSP/1.0\r\nCSeq: 1\r\nUser-Agent: aisle\r\n\r\n`)
        let text = ''
        for await (const piece of socket) {
          text += (piece as Buffer).toString('latin1')
          if (text.includes('\r\n') || text.length > MOST) break
        }
        return heard(text)
      } finally {
        clearTimeout(late)
        socket.destroy()
      }
    },
  }
}

/** What the first line of an answer means (RFC 2326, 7.1). Whatever it says, only the number is told on. */
export function heard(text: string): Found {
  const status = /^RTSP\/\d\.\d (\d{3})\b/.exec(text)?.[1]
  if (text === '') return failed('it hangs up', HANGS)
  if (status === undefined) return failed('it answers, but not in RTSP', ELSE)
  return passed(`it answers (${status})`)
}
