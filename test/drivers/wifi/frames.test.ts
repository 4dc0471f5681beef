import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Fault } from '../../../config/fault.ts'
import { frames } from '../../../drivers/wifi/frames.ts'
import { inPieces, onAir, pcap, probeRequest, type Recorded } from './air.ts'
import { pcapng } from './blocks.ts'

const AT_MS = Date.UTC(2025, 2, 3, 9, 30)

interface Heard {
  readonly rows: { atMs: number; rssi: number; mhz: number; frame: string }[]
  readonly malformed: number
  readonly truncated: boolean
  readonly fault: Fault | undefined
}

async function hear(bytes: Uint8Array, piece?: number): Promise<Heard> {
  const rows: Heard['rows'] = []
  let [malformed, truncated] = [0, false]
  try {
    for await (const batch of frames(inPieces(bytes, piece), 'capture')) {
      malformed += batch.malformed
      truncated ||= batch.truncated
      for (let i = 0; i < batch.count; i++) {
        const { atMs, rssi, mhz, start, length } = batch
        const frame = Buffer.from(batch.bytes.subarray(start[i], start[i]! + length[i]!)).toString('hex')
        rows.push({ atMs: Math.round(atMs[i]! * 1000) / 1000, rssi: rssi[i]!, mhz: mhz[i]!, frame })
      }
    }
  } catch (thrown) {
    return { rows, malformed, truncated, fault: thrown as Fault }
  }
  return { rows, malformed, truncated, fault: undefined }
}

const three = [0, 1, 2].map(i => probeRequest({ seq: 100 + i, ssid: 'shop'.slice(i) }))
const records: Recorded[] = three.map((frame, i) => ({
  atMs: AT_MS + 1.5 * i,
  packet: onAir(frame, { rssi: -40 - i }),
}))
const expected = three.map((frame, i) => ({
  atMs: AT_MS + 1.5 * i,
  rssi: -40 - i,
  mhz: 2437,
  frame: Buffer.from(frame).toString('hex'),
}))

describe('a capture gives its frames', () => {
  test.each([
    ['pcap, little-endian, microseconds', pcap(records)],
    ['pcap, big-endian, microseconds', pcap(records, { little: false })],
    ['pcap, little-endian, nanoseconds', pcap(records, { nanoseconds: true })],
    ['pcap, big-endian, nanoseconds', pcap(records, { little: false, nanoseconds: true })],
    ['pcapng, little-endian', pcapng(records)],
    ['pcapng, big-endian', pcapng(records, { little: false })],
    ['pcapng with obsolete packet blocks', pcapng(records, { block: 2 })],
    ['pcapng in units of 2^-20 s', pcapng(records, { resolution: 0x80 | 20 })],
    ['pcapng, nanoseconds', pcapng(records, { resolution: 9 })],
    ['pcapng with an offset of an hour', pcapng(records, { offsetSeconds: 3600 })],
    ['pcapng with a long block of another kind', pcapng(records, { strange: 3_000_000 })],
  ])('%s, packed or not, in pieces of any length', async (_, bytes) => {
    const whole = { rows: expected, malformed: 0, truncated: false, fault: undefined }
    const rounded = (heard: Heard) => ({
      ...heard,
      rows: heard.rows.map(row => ({ ...row, atMs: Math.round(row.atMs * 100) / 100 })),
    })
    for (const piece of [1, 7, 65_536]) {
      if (bytes.length / piece > 100_000) continue
      expect(rounded(await hear(bytes, piece))).toEqual(whole)
      expect(rounded(await hear(gzipSync(bytes), piece))).toEqual(whole)
    }
  })

  test('a simple packet block has the time of the one before', async () => {
    const { rows } = await hear(pcapng(records, { block: 3 }))
    expect(rows).toEqual(expected.map(row => ({ ...row, atMs: 0 })))
  })

  test('a capture longer than the block it is read through', async () => {
    const many = Array.from({ length: 20_000 }, (_, i) => ({
      atMs: AT_MS + i,
      packet: onAir(probeRequest({ seq: i & 4095 })),
    }))
    const { rows, fault } = await hear(pcap(many), 1 << 30)
    expect(fault).toBeUndefined()
    expect(rows.map(row => row.atMs)).toEqual(many.map(({ atMs }) => atMs))
  })
})

describe('what is damaged', () => {
  const whole = pcap(records)

  test('a capture cut anywhere gives the frames before the cut and says that it is cut', async () => {
    const ends = [24]
    for (const { packet } of records) ends.push(ends.at(-1)! + 16 + packet.length)
    for (let cut = 24; cut <= whole.length; cut++) {
      const { rows, truncated, malformed, fault } = await hear(whole.subarray(0, cut), 50)
      expect(fault).toBeUndefined()
      expect(rows).toEqual(expected.slice(0, ends.filter(end => end <= cut).length - 1))
      expect(truncated).toBe(!ends.includes(cut))
      expect(malformed).toBe(truncated ? 1 : 0)
    }
  })

  test.each([
    ['nothing', new Uint8Array(0), 'is empty'],
    ['three bytes', whole.subarray(0, 3), 'shorter than the header'],
    ['half a header', whole.subarray(0, 20), 'shorter than the header'],
    ['text', Buffer.from('this is no capture at all'), 'begins neither as pcap nor as pcapng'],
    ['another version', Uint8Array.from(whole, (byte, at) => (at === 4 ? 9 : byte)), 'version 9'],
    ['Ethernet', pcap(records, { link: 1 }), 'link type 1 does not carry 802.11'],
    ['a broken archive', Buffer.concat([gzipSync(whole).subarray(0, 10), Buffer.alloc(40, 0xff)]), '(gzip)'],
  ])('%s is refused', async (_, bytes, why) => {
    const { rows, fault } = await hear(bytes)
    expect(rows).toEqual([])
    expect(fault).toMatchObject({ code: 'CAPTURE_MALFORMED', message: expect.stringContaining(why) })
  })

  test('a record of impossible length ends the reading, and the offset says where', async () => {
    const bytes = pcap(records)
    const at = 24 + 16 + records[0]!.packet.length
    new DataView(bytes.buffer).setUint32(at + 8, 0x7fffffff, true)
    const { rows, fault } = await hear(bytes, 10)
    expect(rows).toEqual(expected.slice(0, 1))
    expect(fault?.message).toContain(`Nothing after byte ${at} was used`)
  })

  test.each([
    ['a checksum that the radio found wrong', onAir(three[0]!, { flags: 0x50 })],
    ['a radiotap header of another version', onAir(three[0]!).map((byte, at) => (at === 0 ? 1 : byte))],
    ['a radiotap header longer than the packet', onAir(three[0]!).map((byte, at) => (at === 3 ? 0x7f : byte))],
    ['a frame too short to be one', onAir(three[0]!.subarray(0, 9))],
    ['an empty packet', new Uint8Array(0)],
  ])('%s is counted and left out', async (_, packet) => {
    const { rows, malformed, fault } = await hear(pcap([{ atMs: AT_MS, packet }, ...records]))
    expect({ rows, malformed, fault }).toEqual({ rows: expected, malformed: 1, fault: undefined })
  })

  test('one interface of another kind does not spoil those that hear 802.11', async () => {
    const { rows, malformed, fault } = await hear(pcapng(records, { alsoEthernet: true }))
    expect({ rows, malformed, fault }).toEqual({ rows: expected, malformed: 1, fault: undefined })
  })
})

describe('checksums at the end of frames', () => {
  const fcs = [1, 2, 3, 4]
  const frame = Buffer.from(three[0]!).toString('hex')
  const long = (flags: number) => Uint8Array.from([...onAir(three[0]!, { flags }), ...fcs])
  const first = async (bytes: Uint8Array) => (await hear(bytes)).rows[0]?.frame

  test('are taken off where radiotap tells of them', async () => {
    expect(await first(pcap([{ atMs: AT_MS, packet: long(0x10) }]))).toBe(frame)
    expect(await first(pcap([{ atMs: AT_MS, packet: long(0) }]))).toBe(`${frame}01020304`)
  })
  test('are not looked for in a snapshot that stopped before them', async () => {
    const packet = long(0x10)
    const snapped = { atMs: AT_MS, packet: packet.subarray(0, packet.length - 10), original: packet.length }
    expect(await first(pcap([snapped]))).toBe(frame.slice(0, -12))
  })
  test('are taken off where the link type word tells of them', async () => {
    const packet = Uint8Array.from([...three[0]!, ...fcs])
    expect(await first(pcap([{ atMs: AT_MS, packet }], { link: 0x24000000 + 105 }))).toBe(frame)
  })
  test('are taken off where pcapng tells of them', async () => {
    const packet = Uint8Array.from([...three[0]!, ...fcs])
    expect(await first(pcapng([{ atMs: AT_MS, packet }], { link: 105, fcs: 4 }))).toBe(frame)
    expect(await first(pcapng([{ atMs: AT_MS, packet }], { link: 105, packetFcs: 4 }))).toBe(frame)
  })
})

describe('whatever bytes come', () => {
  const seeds = [
    pcap(records),
    pcap(records, { little: false }),
    pcapng(records),
    pcapng(records, { alsoEthernet: true }),
  ]
  const mutated = fc
    .tuple(
      fc.constantFrom(...seeds),
      fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 12 }),
      fc.nat(),
    )
    .map(([seed, changes, cut]) => {
      const bytes = seed.slice(0, cut % 3 === 0 ? cut % seed.length : seed.length)
      for (const [at, value] of changes) if (bytes.length > 0) bytes[at % bytes.length] = value
      return bytes
    })

  test.each([
    ['of a capture with some bytes changed', mutated],
    ['at random', fc.uint8Array({ maxLength: 400 })],
  ])('%s, it ends: with frames inside the bytes, or with a reason', async (_, bytes) => {
    await fc.assert(
      fc.asyncProperty(bytes, fc.integer({ min: 1, max: 300 }), async (input, piece) => {
        try {
          for await (const batch of frames(inPieces(input, piece)))
            for (let i = 0; i < batch.count; i++) {
              expect(batch.start[i]! + batch.length[i]!).toBeLessThanOrEqual(batch.bytes.length)
              expect(batch.length[i]).toBeGreaterThanOrEqual(10)
              expect(new Date(batch.atMs[i]!).getTime()).not.toBeNaN()
            }
        } catch (thrown) {
          expect(thrown).toMatchObject({ code: 'CAPTURE_MALFORMED' })
        }
      }),
      { numRuns: 300 },
    )
  })

  test('the pieces do not matter', async () => {
    await fc.assert(
      fc.asyncProperty(mutated, fc.integer({ min: 1, max: 200 }), async (input, piece) => {
        const [once, often] = [await hear(input), await hear(input, piece)]
        expect({ ...often, fault: often.fault?.message }).toEqual({ ...once, fault: once.fault?.message })
      }),
      { numRuns: 150 },
    )
  })
})
