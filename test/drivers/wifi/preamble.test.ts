import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mhzOf } from '../../../drivers/wifi/channel.ts'
import { preambleOf } from '../../../drivers/wifi/link.ts'

function prism(
  little: boolean,
  code: number,
  items: readonly (readonly [did: number, status: number, value: number])[],
) {
  const bytes = new Uint8Array(24 + 12 * items.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, code, little)
  view.setUint32(4, bytes.length, little)
  for (const [i, [did, status, value]] of items.entries()) {
    view.setUint32(24 + 12 * i, did, little)
    view.setUint16(28 + 12 * i, status, little)
    view.setUint16(30 + 12 * i, 4, little)
    view.setInt32(32 + 12 * i, value, little)
  }
  return bytes
}

function avs(type: number, signal: number, channel: number) {
  const bytes = new Uint8Array(64)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, 0x80211001)
  view.setUint32(4, 64)
  view.setUint32(28, channel)
  view.setUint32(44, type)
  view.setInt32(48, signal)
  return bytes
}

function read(link: number, bytes: Uint8Array) {
  const preamble = preambleOf(link)!
  const length = preamble.read(bytes, 0, bytes.length)
  return length < 0 ? 'damaged' : { length, rssi: preamble.rssi, mhz: preamble.mhz }
}

describe('headers before radiotap', () => {
  test.each([
    [
      'Prism, first dialect',
      119,
      prism(true, 0x44, [
        [0x30044, 0, 6],
        [0x40044, 0, -61],
      ]),
      -61,
    ],
    [
      'Prism, second dialect',
      119,
      prism(true, 0x41, [
        [0x3041, 0, 6],
        [0x4041, 0, -62],
      ]),
      -62,
    ],
    [
      'Prism from a big-endian machine',
      119,
      prism(false, 0x44, [
        [0x30044, 0, 6],
        [0x40044, 0, -63],
      ]),
      -63,
    ],
    [
      'Prism whose signal is not marked as there',
      119,
      prism(true, 0x44, [
        [0x30044, 0, 6],
        [0x40044, 1, -63],
      ]),
      0,
    ],
    ['AVS in dBm', 163, avs(2, -64, 6), -64],
    ['AVS in units of its own', 163, avs(3, 40, 6), 0],
    ['AVS under the link type of Prism', 119, avs(2, -65, 6), -65],
  ])('%s', (_, link, bytes, rssi) => expect(read(link, bytes)).toEqual({ length: bytes.length, rssi, mhz: 2437 }))

  test('that are damaged are told, and none reaches past its packet', () => {
    fc.assert(
      fc.property(fc.constantFrom(119, 163), fc.uint8Array({ maxLength: 200 }), (link, bytes) => {
        const found = read(link, bytes)
        if (found !== 'damaged') expect(found.length).toBeLessThanOrEqual(bytes.length)
      }),
    )
    expect(read(119, prism(true, 0x44, []).subarray(0, 23))).toBe('damaged')
    expect(read(163, avs(2, -64, 6).subarray(0, 63))).toBe('damaged')
  })

  test('other link types carry no 802.11', () => {
    expect([0, 1, 113, 192].map(preambleOf)).toEqual([undefined, undefined, undefined, undefined])
  })
})

describe('channels', () => {
  test('of the two older bands have their frequency', () =>
    expect([1, 6, 13, 14, 36, 64, 100, 165].map(mhzOf)).toEqual([2412, 2437, 2472, 2484, 5180, 5320, 5500, 5825]))
  test('that are none have none', () => expect([mhzOf(0), mhzOf(20)]).toEqual([0, 0]))
})
