import { endianness } from 'node:os'
import { Fault } from '../../config/fault.ts'
import { clock } from '../clock.ts'
import type { Source } from '../source.ts'
import { type FrameBatch, later } from './batch.ts'
import { complaint, notMonitor } from './complaint.ts'
import { frames } from './frames.ts'
import { NETWORKS, numberOf, plight } from './plight.ts'
import { FILTER, SNAP_BYTES } from './tcpdump.ts'

/** What we use of the npm module pcap. */
export interface Library {
  warningHandler(text: string): void
  createSession(network: string, options: Readonly<Record<string, unknown>>): Session
}

export interface Session {
  readonly link_type: string
  /** `header` is a classic record header in the machine's byte order; both buffers are used again for the next packet. */
  on(event: 'packet', take: (packet: { readonly buf: Uint8Array; readonly header: Uint8Array }) => void): unknown
  close(): void
}

/** Bytes that may wait to be read. Far beyond what the air brings while the agent is awake. */
const MAX_WAITING = 16 << 20
/** A shop is seldom without a probe request for longer. */
const LOOK_MS = 5000
const RECORD = 16
const LITTLE = endianness() === 'LE'
const RADIOTAP = 127

/**
 * The probe requests of an interface in monitor mode, through libpcap in this process by means of the optional npm module pcap.
 * The module says nothing when the interface vanishes: where nothing is heard for `lookMs`, the kernel's list is looked at, if that has
 * the interface at all. `load` is how the module is found.
 *
 * Throws MODULE_MISSING; SOURCE_REFUSED where the interface is not there, not up, not in monitor mode or not ours to capture on;
 * SOURCE_LOST where it vanishes or goes down, or frames come faster than they are read.
 */
export function inprocess(
  id: string,
  network: string,
  load: () => Promise<Library> = installed,
  { networks = NETWORKS, lookMs = LOOK_MS } = {},
): Source<FrameBatch> {
  return { id, open: signal => listen(id, network, load, { networks, lookMs }, signal) }
}

/** Where interfaces are listed, and how long nothing is heard before that is looked at. */
interface Look {
  readonly networks: string
  readonly lookMs: number
}

async function* listen(
  id: string,
  network: string,
  load: () => Promise<Library>,
  { networks, lookMs }: Look,
  signal: AbortSignal,
): AsyncGenerator<FrameBatch> {
  if (signal.aborted) return
  const library = await load()
  const session = open(id, network, library)
  const number = numberOf(network, networks)
  const look = () => {
    if (number === undefined) return
    const words = plight(network, networks, true)
    if (words === 'monitor') throw notMonitor(id, network)
    if (words !== undefined) throw complaint(id, network, words, true)
    // It is there again, and the session listens to the one that is gone.
    if (numberOf(network, networks) !== number) throw complaint(id, network, 'The interface disappeared', true)
  }
  try {
    if (session.link_type !== 'LINKTYPE_IEEE802_11_RADIO') throw notMonitor(id, network)
    for await (const batch of frames(records(id, session, { look, lookMs }, signal), network)) {
      if (signal.aborted) return
      yield later(batch, -clock.aheadMs())
    }
  } finally {
    session.close()
  }
}

async function installed(): Promise<Library> {
  // Not a literal: the module may be absent when this is compiled.
  const name: string = 'pcap'
  try {
    return (await import(name)).default
  } catch (cause) {
    const next = 'Install libpcap-dev, then run: npm rebuild pcap; or set the driver to tcpdump.'
    throw new Fault('MODULE_MISSING', { module: 'pcap', next }, cause)
  }
}

function open(id: string, network: string, library: Library): Session {
  // It warns of interfaces without an IPv4 address, which is what one in monitor mode is.
  library.warningHandler = () => {}
  try {
    return library.createSession(network, {
      filter: FILTER,
      snap_length: SNAP_BYTES,
      buffer_timeout: 0,
      promiscuous: true,
    })
  } catch (thrown) {
    const words = thrown instanceof Error ? thrown.message : String(thrown)
    throw complaint(id, network, words, false, thrown)
  }
}

/** The packets as a classic capture, in pieces of all that came since the last one was asked for. */
async function* records(
  id: string,
  session: Session,
  { look, lookMs }: { readonly look: () => void; readonly lookMs: number },
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let waiting: Uint8Array[] = [fileHeader()]
  let bytes = 0
  let overrun = false
  let wake = () => {}
  session.on('packet', ({ buf, header }) => {
    if (overrun) return
    const captured = new DataView(header.buffer, header.byteOffset).getUint32(8, LITTLE)
    const record = new Uint8Array(RECORD + captured)
    record.set(header.subarray(0, RECORD))
    record.set(buf.subarray(0, captured), RECORD)
    bytes += record.length
    overrun = bytes > MAX_WAITING
    waiting.push(record)
    wake()
  })
  const woken = () => wake()
  signal.addEventListener('abort', woken, { once: true })
  try {
    while (!signal.aborted) {
      if (overrun) throw new Fault('SOURCE_LOST', { sensor: id, why: 'frames come faster than they are read' })
      if (waiting.length === 0) {
        let late: NodeJS.Timeout | undefined
        const isLate = await new Promise<boolean>(resolve => {
          late = setTimeout(() => resolve(true), lookMs)
          wake = () => resolve(false)
        })
        clearTimeout(late)
        if (isLate) look()
      } else {
        const piece = Buffer.concat(waiting)
        waiting = []
        bytes = 0
        yield piece
      }
    }
  } finally {
    signal.removeEventListener('abort', woken)
  }
}

/** In the machine's own byte order, as the records are. */
function fileHeader(): Uint8Array {
  const words = new Uint32Array([0xa1b2c3d4, 0, 0, 0, SNAP_BYTES, RADIOTAP])
  new Uint16Array(words.buffer).set([2, 4], 2)
  return new Uint8Array(words.buffer)
}
