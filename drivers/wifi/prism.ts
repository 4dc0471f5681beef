import { Avs, isAvs } from './avs.ts'
import { mhzOf } from './channel.ts'
import type { Preamble } from './preamble.ts'

const HEADER = 24
const ITEM = 12
/** Message codes of wlan-ng and of the drivers that copied it. */
const CODES = [0x41, 0x44]
const CHANNEL_ITEM = 3
const RSSI_ITEM = 4

/**
 * Reads Prism headers (link type 119): a message code, its length, a device name, then items of an identifier (4), a status
 * (2, 0 for "there"), a length (2) and a value (4). The byte order is that of the machine that captured: it shows in the code.
 * Some drivers write AVS headers under this link type. The signal counts as dBm only where it is negative.
 */
export class Prism implements Preamble {
  rssi = 0
  mhz = 0
  fcs = false
  bad = false
  readonly #avs = new Avs()

  read(bytes: Uint8Array, at: number, end: number): number {
    if (end - at < HEADER) return -1
    if (isAvs(bytes, at)) return this.#readAvs(bytes, at, end)
    const view = new DataView(bytes.buffer, bytes.byteOffset + at, end - at)
    const little = CODES.includes(view.getUint32(0, true))
    if (!little && !CODES.includes(view.getUint32(0))) return -1
    const length = view.getUint32(4, little)
    if (length < HEADER || length > end - at) return -1

    this.rssi = this.mhz = 0
    for (let item = HEADER; item + ITEM <= length; item += ITEM) {
      if (view.getUint16(item + 4, little) !== 0) continue
      // 0x00040044 in one dialect, 0x00004041 in the other: both are item 4.
      const identifier = view.getUint32(item, little)
      const number = identifier >>> 16 || identifier >>> 12
      const value = view.getInt32(item + 8, little)
      if (number === CHANNEL_ITEM) this.mhz = mhzOf(value)
      else if (number === RSSI_ITEM && value < 0 && value >= -128) this.rssi = value
    }
    return length
  }

  #readAvs(bytes: Uint8Array, at: number, end: number): number {
    const length = this.#avs.read(bytes, at, end)
    this.rssi = this.#avs.rssi
    this.mhz = this.#avs.mhz
    return length
  }
}
