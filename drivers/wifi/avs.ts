import { mhzOf } from './channel.ts'
import type { Preamble } from './preamble.ts'

/** Version 1 of the header; the byte of the version may differ. */
const MAGIC = 0x802110
const LENGTH = 64
const CHANNEL = 28
const SSI_TYPE = 44
const SSI_SIGNAL = 48
const DBM = 2

/** True where an AVS header begins. */
export function isAvs(bytes: Uint8Array, at: number): boolean {
  return ((bytes[at] << 16) | (bytes[at + 1] << 8) | bytes[at + 2]) === MAGIC
}

/** Reads AVS headers (link type 163), which are big-endian throughout. */
export class Avs implements Preamble {
  rssi = 0
  mhz = 0
  fcs = false
  bad = false

  read(bytes: Uint8Array, at: number, end: number): number {
    if (end - at < LENGTH || !isAvs(bytes, at)) return -1
    const view = new DataView(bytes.buffer, bytes.byteOffset + at, end - at)
    const length = view.getUint32(4)
    if (length < LENGTH || length > end - at) return -1
    this.mhz = mhzOf(view.getUint32(CHANNEL))
    const signal = view.getInt32(SSI_SIGNAL)
    this.rssi = view.getUint32(SSI_TYPE) === DBM && signal < 0 && signal >= -128 ? signal : 0
    return length
  }
}
