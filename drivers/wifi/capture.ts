import { Fault } from '../../config/fault.ts'
import { emptyBatch, type FrameBatch } from './batch.ts'
import { type Container, type Sink, Unreadable } from './container.ts'
import { preambleOf } from './link.ts'
import { isPcap, Pcap } from './pcap.ts'
import { isPcapng, Pcapng } from './pcapng.ts'
import type { Preamble } from './preamble.ts'

/** Room for the longest record that a container lets pass, and as much again to read into. */
const BLOCK = 1 << 20
/** Frame control, duration, receiver: what an acknowledgement is made of. */
const SHORTEST_FRAME = 10
/** Times beyond this are damage: a Date cannot hold much more. */
const MAX_MS = 2 ** 52
/** The shortest record of a frame: 16 bytes of classic header and a frame without a preamble. */
const SHORTEST_RECORD = 16 + SHORTEST_FRAME

/**
 * Reads a capture piece by piece. All bytes pass through one block, in which a record that is not whole yet is moved to the
 * front, so memory does not depend on the length of the capture.
 *
 *     block   [ records of the batch | half a record | free ]
 *               ^ 0                    ^ #from         ^ #to
 */
export class Capture implements Sink {
  readonly #name: string
  readonly #bytes = new Uint8Array(BLOCK)
  readonly #view = new DataView(this.#bytes.buffer)
  readonly #batch = emptyBatch(this.#bytes, Math.ceil(BLOCK / SHORTEST_RECORD))
  #container: Container | undefined
  #from = 0
  #to = 0
  /** Bytes of the capture that came before the block. */
  #before = 0
  #link = -1
  #preamble: Preamble | undefined
  #heard = false
  #fault: Fault | undefined

  /** `name` is what faults call the capture. */
  constructor(name: string) {
    this.#name = name
  }

  /** Takes bytes of `chunk` from `at` on as far as there is room; returns how many. The batch before is no longer valid. */
  fill(chunk: Uint8Array, at: number): number {
    this.#before += this.#from
    this.#bytes.copyWithin(0, this.#from, this.#to)
    this.#to -= this.#from
    this.#from = 0
    const taken = Math.min(chunk.length - at, BLOCK - this.#to)
    this.#bytes.set(taken === chunk.length ? chunk : chunk.subarray(at, at + taken), this.#to)
    this.#to += taken
    return taken
  }

  /** The frames that are whole by now. After a damage that cannot be read past they are the last: see {@link assertReadable}. */
  read(): FrameBatch {
    this.#batch.count = this.#batch.malformed = 0
    try {
      this.#container ??= this.#recognise()
      if (this.#container) this.#from = this.#container.read(this.#bytes, this.#view, this.#from, this.#to)
    } catch (thrown) {
      if (thrown instanceof Fault) this.#fault = thrown
      else if (thrown instanceof Unreadable) this.#fault = this.#malformed(thrown.message, thrown.at, thrown)
      else throw thrown
    }
    return this.#batch
  }

  /** Throws CAPTURE_MALFORMED where the last `read` came upon something that cannot be read past. */
  assertReadable(): void {
    if (this.#fault) throw this.#fault
  }

  /** Whether its header was read: whoever captures has begun to. */
  get hasBegun(): boolean {
    return this.#before + this.#from > 0
  }

  /** What the end of the capture has to say: a last batch without frames. Throws CAPTURE_MALFORMED where there never was a header. */
  end(): FrameBatch {
    if (!this.hasBegun)
      throw this.#malformed(this.#to === 0 ? 'it is empty' : 'it is shorter than the header of a capture', 0)
    this.#batch.count = 0
    this.#batch.truncated = this.#to > this.#from
    this.#batch.malformed = this.#batch.truncated ? 1 : 0
    return this.#batch
  }

  packet(at: number, captured: number, original: number, atMs: number, link: number, fcs: number): void {
    if (link !== this.#link) this.#choose(link, at)
    const preamble = this.#preamble
    const batch = this.#batch
    const length = preamble === undefined ? -1 : preamble.read(this.#bytes, at, at + captured)
    if (preamble === undefined || length < 0 || preamble.bad || !(atMs >= 0 && atMs < MAX_MS)) {
      batch.malformed++
      return
    }
    // A snapshot that stops short of the checksum has cut it off already.
    const tail = preamble.fcs ? 4 : fcs
    const left = Math.min(captured, Math.max(captured, original) - tail) - length
    if (left < SHORTEST_FRAME) {
      batch.malformed++
      return
    }
    const row = batch.count++
    batch.start[row] = at + length
    batch.length[row] = left
    batch.atMs[row] = atMs
    batch.rssi[row] = preamble.rssi
    batch.mhz[row] = preamble.mhz
  }

  malformed(): void {
    this.#batch.malformed++
  }

  #recognise(): Container | undefined {
    if (this.#to - this.#from < 4) return undefined
    if (isPcap(this.#view, this.#from)) return new Pcap(this)
    if (isPcapng(this.#view, this.#from)) return new Pcapng(this)
    throw new Unreadable(this.#from, 'it begins neither as pcap nor as pcapng')
  }

  /** One interface of several may be of another kind; a capture whose first packet is of another kind was not made for us. */
  #choose(link: number, at: number): void {
    this.#preamble = preambleOf(link)
    this.#link = link
    if (this.#preamble) this.#heard = true
    else if (!this.#heard) throw new Unreadable(at, `its link type ${link} does not carry 802.11 frames`)
  }

  #malformed(why: string, at: number, cause?: unknown): Fault {
    return new Fault('CAPTURE_MALFORMED', { file: this.#name, why, offset: this.#before + at }, cause)
  }
}
