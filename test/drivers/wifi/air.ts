/** What is on the air, made by hand: probe requests, radiotap headers, captures. */

export interface Asked {
  /** Twelve hexadecimal digits. */
  readonly from?: string
  readonly seq?: number
  readonly ssid?: string
  /** Elements after the name, as they are on the air. */
  readonly elements?: readonly number[]
}

/** Rates, extended rates, channel 6, HT capabilities: what nearly every phone says. */
export const ELEMENTS: readonly number[] = [
  ...[1, 4, 2, 4, 11, 22],
  ...[50, 8, 12, 18, 24, 36, 48, 72, 96, 108],
  ...[3, 1, 6],
  ...[45, 26, 45, 64, 27, 255, ...new Array<number>(22).fill(0)],
  ...[127, 8, 4, 0, 0, 0, 0, 0, 0, 64],
]

/** A probe request to everybody, without a checksum. */
export function probeRequest({
  from = '020000000001',
  seq = 0,
  ssid = '',
  elements = ELEMENTS,
}: Asked = {}): Uint8Array {
  const name = Buffer.from(ssid)
  return Uint8Array.from([
    ...[0x40, 0, 0, 0],
    ...new Array<number>(6).fill(0xff),
    ...Buffer.from(from, 'hex'),
    ...new Array<number>(6).fill(0xff),
    ...[(seq << 4) & 0xff, (seq >> 4) & 0xff],
    ...[0, name.length, ...name],
    ...elements,
  ])
}

/** Radiotap with flags, channel and signal, before the frame. */
export function onAir(frame: Uint8Array, { rssi = -60, mhz = 2437, flags = 0 } = {}): Uint8Array {
  const header = [0, 0, 16, 0, 0x2a, 0, 0, 0, flags, 0, mhz & 0xff, mhz >> 8, 0xa0, 0, rssi & 0xff, 0]
  return Uint8Array.from([...header, ...frame])
}

export interface Recorded {
  readonly atMs: number
  readonly packet: Uint8Array
  /** Bytes on the air, where more than were captured. */
  readonly original?: number
}

export interface Format {
  readonly little?: boolean
  readonly nanoseconds?: boolean
  readonly link?: number
}

/** A classic capture. */
export function pcap(
  records: readonly Recorded[],
  { little = true, nanoseconds = false, link = 127 }: Format = {},
): Uint8Array {
  const bytes = new Uint8Array(24 + records.reduce((sum, { packet }) => sum + 16 + packet.length, 0))
  const view = new DataView(bytes.buffer)
  view.setUint32(0, nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4, little)
  view.setUint16(4, 2, little)
  view.setUint16(6, 4, little)
  view.setUint32(16, 65_535, little)
  view.setUint32(20, link, little)
  let at = 24
  for (const { atMs, packet, original = packet.length } of records) {
    const seconds = Math.floor(atMs / 1000)
    view.setUint32(at, seconds, little)
    view.setUint32(at + 4, Math.round((atMs - 1000 * seconds) * (nanoseconds ? 1e6 : 1e3)), little)
    view.setUint32(at + 8, packet.length, little)
    view.setUint32(at + 12, original, little)
    bytes.set(packet, at + 16)
    at += 16 + packet.length
  }
  return bytes
}

/** The bytes in pieces of so many. */
export async function* inPieces(bytes: Uint8Array, length = 65_536): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length)
}
