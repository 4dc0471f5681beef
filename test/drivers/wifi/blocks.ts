import type { Recorded } from './air.ts'

export interface Section {
  readonly little?: boolean
  readonly link?: number
  /** Type of the packet blocks: 6 enhanced, 3 simple, 2 obsolete. */
  readonly block?: 2 | 3 | 6
  /** As the option if_tsresol has it. */
  readonly resolution?: number
  readonly offsetSeconds?: number
  /** Length of checksums, told by the interface or by each packet. */
  readonly fcs?: number
  readonly packetFcs?: number
  /** Before it, an interface of Ethernet, and after the first packet one of its packets. */
  readonly alsoEthernet?: boolean
  /** Length of a block of a kind that nobody knows, before the packets. */
  readonly strange?: number
}

/** A pcapng capture of one section. */
export function pcapng(records: readonly Recorded[], section: Section = {}): Uint8Array {
  const { little = true, link = 127, block = 6, resolution, offsetSeconds = 0, alsoEthernet = false } = section
  const u16 = (value: number) => (little ? [value & 255, (value >> 8) & 255] : [(value >> 8) & 255, value & 255])
  const u32 = (value: number) =>
    little ? [...u16(value & 0xffff), ...u16(value >>> 16)] : [...u16(value >>> 16), ...u16(value & 0xffff)]
  const whole = (type: number, body: readonly number[]) => {
    const padded = [...body, ...new Array<number>((4 - (body.length % 4)) % 4).fill(0)]
    return [...u32(type), ...u32(padded.length + 12), ...padded, ...u32(padded.length + 12)]
  }
  const option = (code: number, value: readonly number[]) => [
    ...u16(code),
    ...u16(value.length),
    ...value,
    ...new Array<number>((4 - (value.length % 4)) % 4).fill(0),
  ]
  const wide = (value: number) => {
    const [high, low] = [Math.floor(value / 2 ** 32), value % 2 ** 32]
    return little ? [...u32(low), ...u32(high)] : [...u32(high), ...u32(low)]
  }

  const options = [
    ...(resolution === undefined ? [] : option(9, [resolution])),
    ...(offsetSeconds === 0 ? [] : option(14, wide(offsetSeconds))),
    ...(section.fcs === undefined ? [] : option(13, [section.fcs])),
    ...option(0, []),
  ]
  const perSecond = resolution === undefined ? 1e6 : resolution & 128 ? 2 ** (resolution & 127) : 10 ** resolution
  const packet = ({ atMs, packet: bytes, original = bytes.length }: Recorded, from: number) => {
    if (block === 3) return whole(3, [...u32(original), ...bytes])
    const units = Math.round((atMs / 1000 - offsetSeconds) * perSecond)
    const time = [...u32(Math.floor(units / 2 ** 32)), ...u32(units % 2 ** 32)]
    const name = block === 6 ? u32(from) : [...u16(from), ...u16(0)]
    const padding = new Array<number>((4 - (bytes.length % 4)) % 4).fill(0)
    const flags = section.packetFcs === undefined ? [] : [...option(2, u32(section.packetFcs << 5)), ...option(0, [])]
    return whole(block, [...name, ...time, ...u32(bytes.length), ...u32(original), ...bytes, ...padding, ...flags])
  }

  const ethernet = alsoEthernet ? whole(1, [...u16(1), 0, 0, ...u32(0)]) : []
  const ours = alsoEthernet ? 1 : 0
  const parts = [
    whole(0x0a0d0d0a, [...u32(0x1a2b3c4d), ...u16(1), ...u16(0), ...new Array<number>(8).fill(255)]),
    ethernet,
    whole(1, [...u16(link), 0, 0, ...u32(0), ...options]),
    ...records.map((record, i) => [...packet(record, ours), ...(alsoEthernet && i === 0 ? packet(record, 0) : [])]),
  ]
  if (section.strange) parts.splice(3, 0, whole(0x0bad, new Array<number>(section.strange).fill(7)))
  return Buffer.concat(parts.map(part => Uint8Array.from(part)))
}
