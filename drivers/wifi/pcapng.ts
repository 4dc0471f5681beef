import { type Container, MAX_PACKET, type Sink, Unreadable } from './container.ts'
import { describe, type Interface } from './interface.ts'

const SECTION = 0x0a0d0d0a
const INTERFACE = 1
const OLD_PACKET = 2
const SIMPLE_PACKET = 3
const PACKET = 6

const LITTLE = 0x1a2b3c4d
/** A block with a packet, its header and its options, fits into this; longer ones without a packet are skipped. */
const MAX_PACKET_BLOCK = MAX_PACKET + 65_536
const MAX_BLOCK = 0x4000_0000
/** An option of a packet block that tells of its direction, its checksum's length and its faults. */
const PACKET_FLAGS = 2

/** True where the four bytes at `at` begin a pcapng section. */
export function isPcapng(view: DataView, at: number): boolean {
  return view.getUint32(at) === SECTION
}

/** The pcapng format (draft-ietf-opsawg-pcapng): blocks of a type, a length, a body and the length again. */
export class Pcapng implements Container {
  readonly #sink: Sink
  #little = true
  #interfaces: Interface[] = []
  /** Bytes of a long block that are still to come and of no use. */
  #skip = 0
  /** Simple packets carry no time: they are given that of the packet before. */
  #lastMs = 0

  constructor(sink: Sink) {
    this.#sink = sink
  }

  read(_bytes: Uint8Array, view: DataView, from: number, to: number): number {
    let at = from + Math.min(this.#skip, to - from)
    this.#skip -= at - from
    while (this.#skip === 0 && to - at >= 12) {
      if (view.getUint32(at) === SECTION) this.#section(view, at)
      const type = view.getUint32(at, this.#little)
      const length = view.getUint32(at + 4, this.#little)
      if (length < 12 || length % 4 !== 0 || length > MAX_BLOCK)
        throw new Unreadable(at, `a block claims ${length} bytes`)
      if (length > MAX_PACKET_BLOCK) {
        if (type === PACKET || type === OLD_PACKET || type === SIMPLE_PACKET || type === INTERFACE || type === SECTION)
          throw new Unreadable(at, `a block claims ${length} bytes`)
        this.#skip = length - Math.min(length, to - at)
        at = Math.min(at + length, to)
        continue
      }
      if (to - at < length) break
      if (view.getUint32(at + length - 4, this.#little) !== length)
        throw new Unreadable(at, 'the two lengths of a block differ')
      this.#block(view, type, at, at + length - 4)
      at += length
    }
    return at
  }

  #section(view: DataView, at: number): void {
    this.#little = view.getUint32(at + 8, true) === LITTLE
    if (!this.#little && view.getUint32(at + 8) !== LITTLE) throw new Unreadable(at, 'its byte order mark is not known')
    this.#interfaces = []
  }

  /** The block that begins at `at` and whose body ends at `end`. */
  #block(view: DataView, type: number, at: number, end: number): void {
    const body = at + 8
    if (type === INTERFACE) {
      const found = describe(view, body, end, this.#little)
      if (found === undefined) throw new Unreadable(at, 'the description of an interface is damaged')
      this.#interfaces.push(found)
      return
    }
    const whole =
      type === PACKET
        ? this.#packet(view, body, end, 4)
        : type === OLD_PACKET
          ? this.#packet(view, body, end, 2)
          : type !== SIMPLE_PACKET || this.#simple(view, body, end)
    if (!whole) this.#sink.malformed()
  }

  /** False where it is damaged. Enhanced packets name their interface in four bytes, obsolete ones in two. */
  #packet(view: DataView, at: number, end: number, nameBytes: 2 | 4): boolean {
    const little = this.#little
    if (end - at < 20) return false
    const name = nameBytes === 4 ? view.getUint32(at, little) : view.getUint16(at, little)
    const from = this.#interfaces[name]
    const captured = view.getUint32(at + 12, little)
    if (from === undefined || captured > MAX_PACKET || captured > end - at - 20) return false
    const original = view.getUint32(at + 16, little)
    const atMs =
      view.getUint32(at + 4, little) * from.msPerHighUnit +
      view.getUint32(at + 8, little) * from.msPerUnit +
      from.offsetMs
    this.#lastMs = atMs
    const fcs = this.#fcs(view, (at + 20 + captured + 3) & -4, end) ?? from.fcs
    this.#sink.packet(at + 20, captured, original, atMs, from.link, fcs)
    return true
  }

  #simple(view: DataView, at: number, end: number): boolean {
    const from = this.#interfaces[0]
    if (end - at < 4 || from === undefined) return false
    const original = view.getUint32(at, this.#little)
    const captured = Math.min(original, from.snapLength || original)
    if (captured > MAX_PACKET || captured > end - at - 4) return false
    this.#sink.packet(at + 4, captured, original, this.#lastMs, from.link, from.fcs)
    return true
  }

  /** Bits 5 to 8 of a packet's flags are the length of its checksum, 0 where it is not told. */
  #fcs(view: DataView, from: number, end: number): number | undefined {
    for (let at = from; end - at >= 4; ) {
      const code = view.getUint16(at, this.#little)
      const length = view.getUint16(at + 2, this.#little)
      if (code === 0) return undefined
      if (code === PACKET_FLAGS && length === 4 && end - at >= 8)
        return (view.getUint32(at + 4, this.#little) >>> 5) & 15 || undefined
      at += 4 + ((length + 3) & -4)
    }
    return undefined
  }
}
