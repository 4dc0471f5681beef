import { type Container, MAX_PACKET, type Sink, Unreadable } from './container.ts'

const HEADER = 24
const RECORD = 16
/** Bit 26 of the link type word says that its upper four bits count the checksum in units of two bytes. */
const FCS_TOLD = 0x0400_0000

const MICROSECONDS = 0xa1b2c3d4
const NANOSECONDS = 0xa1b23c4d

/** True where the four bytes at `at` begin a classic capture, of either byte order. */
export function isPcap(view: DataView, at: number): boolean {
  return [view.getUint32(at), view.getUint32(at, true)].some(magic => magic === MICROSECONDS || magic === NANOSECONDS)
}

/** The classic capture format (draft-ietf-opsawg-pcap): a header of 24 bytes, then records of 16 bytes and a packet. */
export class Pcap implements Container {
  readonly #sink: Sink
  #opened = false
  #little = true
  #perMs = 1000
  #link = 0
  #fcs = 0

  constructor(sink: Sink) {
    this.#sink = sink
  }

  read(_bytes: Uint8Array, view: DataView, from: number, to: number): number {
    let at = from
    if (!this.#opened) {
      if (to - at < HEADER) return at
      this.#open(view, at)
      at += HEADER
    }
    const little = this.#little
    const perMs = this.#perMs
    while (to - at >= RECORD) {
      const captured = view.getUint32(at + 8, little)
      if (captured > MAX_PACKET) throw new Unreadable(at, `a record claims ${captured} bytes`)
      if (to - at < RECORD + captured) break
      const atMs = view.getUint32(at, little) * 1000 + view.getUint32(at + 4, little) / perMs
      this.#sink.packet(at + RECORD, captured, view.getUint32(at + 12, little), atMs, this.#link, this.#fcs)
      at += RECORD + captured
    }
    return at
  }

  #open(view: DataView, at: number): void {
    const magic = view.getUint32(at, true)
    this.#little = magic === MICROSECONDS || magic === NANOSECONDS
    this.#perMs = view.getUint32(at, this.#little) === NANOSECONDS ? 1_000_000 : 1000
    const version = view.getUint16(at + 4, this.#little)
    if (version !== 2) throw new Unreadable(at + 4, `its version ${version} is not known`)
    const link = view.getUint32(at + 20, this.#little)
    this.#link = link & 0xffff
    this.#fcs = link & FCS_TOLD ? 2 * (link >>> 28) : 0
    this.#opened = true
  }
}
