import type { Ms } from '../../config/units.ts'
import type { Model } from './models.ts'

export interface Probe {
  readonly atMs: Ms
  readonly model: Model
  /** 6 bytes. */
  readonly address: Uint8Array
  /** 0 … 4095. */
  readonly sequence: number
  /** Received signal, dBm. */
  readonly rssi: number
  readonly channel: number
}

const BROADCAST = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff] as const
const RADIOTAP = 15
const LINK_RADIOTAP = 127

/** The head of a pcap stream, little-endian, microseconds, link type radiotap. */
export function captureHeader(): Uint8Array {
  const header = new DataView(new ArrayBuffer(24))
  header.setUint32(0, 0xa1b2c3d4, true)
  header.setUint16(4, 2, true)
  header.setUint16(6, 4, true)
  header.setUint32(16, 65_535, true)
  header.setUint32(20, LINK_RADIOTAP, true)
  return new Uint8Array(header.buffer)
}

/** One probe request as a record of that stream: radiotap, 802.11 management header, information elements (IEEE 802.11-2020, 9.3.3.9). */
export function captureRecord(probe: Probe): Uint8Array {
  const body = [...mac(probe), ...elements(probe)]
  const length = RADIOTAP + body.length
  const record = new DataView(new ArrayBuffer(16 + length))
  record.setUint32(0, Math.floor(probe.atMs / 1000), true)
  record.setUint32(4, Math.floor((probe.atMs % 1000) * 1000), true)
  record.setUint32(8, length, true)
  record.setUint32(12, length, true)
  radiotap(new DataView(record.buffer, 16, RADIOTAP), probe)
  const bytes = new Uint8Array(record.buffer)
  bytes.set(body, 16 + RADIOTAP)
  return bytes
}

/** Flags, rate (1 Mbit/s), channel, signal: bits 1, 2, 3 and 5 of the presence word. */
function radiotap(view: DataView, { channel, rssi }: Probe): void {
  view.setUint16(2, RADIOTAP, true)
  view.setUint32(4, 0b101110, true)
  view.setUint8(9, 2)
  view.setUint16(10, 2407 + 5 * channel, true)
  view.setUint16(12, 0x00a0, true)
  view.setInt8(14, rssi)
}

function mac({ address, sequence }: Probe): number[] {
  const control = sequence << 4
  return [0x40, 0, 0, 0, ...BROADCAST, ...address, ...BROADCAST, control & 0xff, control >> 8]
}

/** An empty SSID, rates, the channel, and what else the model says of itself. */
function elements({ model, channel }: Probe): number[] {
  const [rates, more, ...rest] = model.elements.map(([id, content]) => {
    const bytes = Buffer.from(content, 'hex')
    return [id, bytes.length, ...bytes]
  })
  return [0, 0, ...(rates ?? []), ...(more ?? []), 3, 1, channel, ...rest.flat()]
}
