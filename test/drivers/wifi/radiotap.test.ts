import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Radiotap } from '../../../drivers/wifi/radiotap.ts'
import { walk } from '../../../drivers/wifi/walk.ts'
import { describeWith, recordings } from '../../needs.ts'

const le32 = (value: number) => [value & 255, (value >>> 8) & 255, (value >>> 16) & 255, value >>> 24]
const header = (words: readonly number[], ...fields: readonly number[]) => {
  const length = 4 + 4 * words.length + fields.length
  return Uint8Array.from([0, 0, length & 255, length >> 8, ...words.flatMap(le32), ...fields])
}

const [FLAGS, CHANNEL, SIGNAL, ANTENNA] = [1 << 1, 1 << 3, 1 << 5, 1 << 11]
const [RADIOTAP_NEXT, VENDOR_NEXT, MORE] = [1 << 29, 1 << 30, 0x8000_0000]

function read(bytes: Uint8Array, tap = new Radiotap()) {
  const length = tap.read(bytes, 0, bytes.length)
  if (length < 0) return 'damaged'
  const { rssi, mhz, fcs, bad } = tap
  return { length, rssi, mhz, fcs, bad }
}

describe('a radiotap header', () => {
  test('without fields tells nothing', () =>
    expect(read(header([0]))).toEqual({ length: 8, rssi: 0, mhz: 0, fcs: false, bad: false }))

  test('aligns its fields to its own beginning', () =>
    expect(read(header([FLAGS | CHANNEL | SIGNAL], 0x50, 0, 0x85, 0x09, 0xa0, 0, 0xc4))).toEqual({
      length: 15,
      rssi: -60,
      mhz: 2437,
      fcs: true,
      bad: true,
    }))

  test('of several antennas gives the signal named first, which is that of all together', () =>
    expect(
      read(
        header(
          [SIGNAL | RADIOTAP_NEXT | MORE, SIGNAL | ANTENNA | RADIOTAP_NEXT | MORE, SIGNAL | ANTENNA],
          0xce,
          0xc4,
          0,
          0xce,
          1,
        ),
      ),
    ).toMatchObject({ length: 21, rssi: -50 }))

  test("reads on after a vendor's namespace", () =>
    expect(
      read(header([VENDOR_NEXT | MORE, 0xffff | RADIOTAP_NEXT | MORE, SIGNAL], 1, 2, 3, 4, 2, 0, 0x99, 0x99, 0xba)),
    ).toMatchObject({ rssi: -70 }))

  test('keeps what was before a field that nobody knows', () =>
    expect(read(header([SIGNAL | (1 << 28)], 0xba, 1, 2, 3))).toMatchObject({ rssi: -70 }))

  test.each([
    ['of another version', Uint8Array.from([1, 0, 8, 0, 0, 0, 0, 0])],
    ['shorter than eight bytes', Uint8Array.from([0, 0, 7, 0, 0, 0, 0, 0])],
    ['longer than the packet', Uint8Array.from([0, 0, 9, 0, 0, 0, 0, 0])],
    ['whose words do not end', header([MORE])],
    ['whose field does not fit', header([CHANNEL], 0x85, 0x09)],
    ["whose vendor's data does not fit", header([VENDOR_NEXT], 1, 2, 3, 4, 9, 0)],
  ])('%s is damaged', (_, bytes) => expect(read(bytes)).toBe('damaged'))

  test('is read the same whatever was read before', () => {
    const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
    const some = fc
      .tuple(
        fc.array(fc.oneof(fc.constantFrom(FLAGS | CHANNEL | SIGNAL, SIGNAL), word), { maxLength: 4 }),
        fc.uint8Array({ maxLength: 60 }),
      )
      .map(([words, fields]) => header(words, ...fields))
    fc.assert(
      fc.property(fc.array(some, { maxLength: 12 }), headers => {
        const tap = new Radiotap()
        for (const one of headers) {
          expect(read(one, tap)).toEqual(read(one))
          expect(read(one, tap)).toEqual(read(one))
        }
      }),
    )
  })
})

/** Each vector comes with the fields that the reference iterator of radiotap-library finds. */
describeWith(['recordings'], 'the vectors of radiotap-library', () => {
  const folder = recordings('wifi', 'radiotap-library', 'check')
  const vectors = readdirSync(folder).filter(name => name.endsWith('.bin'))

  test('are there', () => expect(vectors.length).toBeGreaterThan(8))

  test.each(vectors)('%s', name => {
    const bytes = new Uint8Array(readFileSync(`${folder}/${name}`))
    const lines = readFileSync(`${folder}/${name.replace('.bin', '.out')}`, 'utf8')
      .trim()
      .split('\n')
    const view = new DataView(bytes.buffer)
    const found: string[] = []
    const print = (bit: number, at: number) => {
      if (bit === 0) found.push(`TSFT: ${view.getBigUint64(at, true)}`)
      else if (bit === 1) found.push(`flags: ${bytes[at]!.toString(16).padStart(2, '0')}`)
      else if (bit === 2) found.push(`rate: ${(bytes[at]! / 2).toFixed(6)}`)
      else if (bit === 14 && !name.startsWith('0fcs'))
        found.push(`RX flags: ${view.getUint16(at, true).toString(16).padStart(4, '0')}`)
    }
    const walked = walk(bytes, 0, view.getUint16(2, true), print)
    // Vendors' data, and a checksum in the header that only one old driver wrote, are not ours to read.
    const theirs = lines.map(line => line.trim()).filter(line => /^(TSFT|flags|rate|RX flags):/.test(line))
    expect(found).toEqual(theirs)
    expect(walked === undefined).toBe(lines.includes('malformed radiotap data'))
  })
})
