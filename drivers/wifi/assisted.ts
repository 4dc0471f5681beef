import { connect, type Socket } from 'node:net'
import { Fault, why } from '../../config/fault.ts'
import { clock } from '../clock.ts'
import type { Source } from '../source.ts'
import { type FrameBatch, later } from './batch.ts'
import { complaint, notMonitor } from './complaint.ts'
import { frames } from './frames.ts'
import { NETWORKS, plight } from './plight.ts'

/**
 * The probe requests of an interface in monitor mode, from a helper at a local socket: each connection names the interface in its first
 * line and gets a capture (pcap) of probe requests alone. So the helper alone needs the right to capture, and gets it from whoever
 * started it (deploy/debian: aisle-capture.socket). What keeps it from capturing goes to its own log; here it is read off the interface.
 *
 * Throws SOURCE_REFUSED where the socket is closed to us, or the interface is not there, not up or not in monitor mode; SOURCE_LOST where
 * it vanishes or the helper ends. An abort closes the connection before the last item is awaited.
 */
export function helper(id: string, network: string, socket: string, networks = NETWORKS): Source<FrameBatch> {
  return {
    id,
    async *open(signal) {
      if (signal.aborted) return
      const connection = connect(socket)
      let broke: unknown
      connection.on('error', thrown => (broke = thrown))
      connection.write(`${network}\n`)
      const stop = () => connection.destroy()
      signal.addEventListener('abort', stop, { once: true })
      let heard = false
      try {
        for await (const batch of frames(bytes(connection), network)) {
          if (signal.aborted) return
          heard = true
          yield later(batch, -clock.aheadMs())
        }
      } catch (thrown) {
        broke ??= thrown
      } finally {
        signal.removeEventListener('abort', stop)
        stop()
      }
      if (signal.aborted) return
      throw lost(id, network, { socket, networks, heard, broke })
    },
  }
}

interface End {
  readonly socket: string
  readonly networks: string
  readonly heard: boolean
  readonly broke: unknown
}

function lost(id: string, network: string, { socket, networks, heard, broke }: End): Fault {
  const { code } = (broke ?? {}) as NodeJS.ErrnoException
  if (code === 'EACCES')
    return new Fault(
      'SOURCE_REFUSED',
      { sensor: id, why: `we may not open ${socket}`, next: 'Run the agent as a user of the group of that socket.' },
      broke,
    )
  const words = plight(network, networks, heard)
  if (words === 'monitor') return notMonitor(id, network, broke)
  if (words !== undefined) return complaint(id, network, words, heard, broke)
  // Closed at its end, with what we said unread or not.
  const isClosed = code === undefined || code === 'EPIPE' || code === 'ECONNRESET'
  const last = isClosed ? 'the helper ended; see: journalctl -u "aisle-capture@*"' : why(broke)
  return complaint(id, network, last, heard, broke)
}

/** Bytes as they come; how a connection broke is looked at afterwards. */
async function* bytes(connection: Socket): AsyncIterable<Uint8Array> {
  for await (const chunk of connection) yield chunk as Uint8Array
}
