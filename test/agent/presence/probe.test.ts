import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Probe } from '../../../agent/presence/probe.ts'
import { ELEMENTS, probeRequest } from '../../drivers/wifi/air.ts'

function read(frame: Uint8Array, seed = 1) {
  const probe = new Probe()
  if (!probe.read(frame, 0, frame.length, seed)) return undefined
  const { high, low, seq, ssidLength, randomised, fingerprint } = probe
  return { high, low, seq, ssidLength, randomised, fingerprint }
}

const print = (frame: Uint8Array, seed?: number) => read(frame, seed)?.fingerprint
const changed = (frame: Uint8Array, at: number, value: number) => frame.map((byte, i) => (i === at ? value : byte))

describe('a probe request', () => {
  test('tells transmitter, sequence number and length of the name', () =>
    expect(read(probeRequest({ from: '3c22fb9abcde', seq: 4095, ssid: 'shop' }))).toMatchObject({
      high: 0x3c22fb,
      low: 0x9abcde,
      seq: 4095,
      ssidLength: 4,
      randomised: false,
    }))

  test.each([
    ['02', true],
    ['da', true],
    ['3c', false],
    ['01', true],
  ])('from an address that begins with %s is randomised or not anybody’s: %s', (first, randomised) =>
    expect(read(probeRequest({ from: `${first}0000000001` }))?.randomised).toBe(randomised),
  )

  test('of any network has a name of length 0, one without the element of −1', () => {
    expect(read(probeRequest())?.ssidLength).toBe(0)
    expect(read(probeRequest().subarray(0, 24))?.ssidLength).toBe(-1)
  })

  test('that is cut within an element tells what was before', () =>
    expect(read(probeRequest({ ssid: 'shop' }).subarray(0, 27))).toMatchObject({ ssidLength: -1, seq: 0 }))

  test('with an HT control field has its elements four bytes later', () => {
    const frame = probeRequest({ ssid: 'shop' })
    const longer = Uint8Array.from([...frame.subarray(0, 24), 9, 9, 9, 9, ...frame.subarray(24)])
    expect(read(changed(longer, 1, 0x80))?.ssidLength).toBe(4)
  })

  test.each([
    ['a beacon', changed(probeRequest(), 0, 0x80)],
    ['a frame of another version', changed(probeRequest(), 0, 0x41)],
    ['half a header', probeRequest().subarray(0, 23)],
  ])('is not %s', (_, frame) => expect(read(frame)).toBeUndefined())

  test('is read within its bytes whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), tail => {
        const frame = Uint8Array.from([...probeRequest().subarray(0, 24), ...tail])
        // Bytes after the end must not matter.
        const padded = Uint8Array.from([...frame, 0xff, 0x00, 0xff])
        const probe = new Probe()
        probe.read(padded, 0, frame.length, 1)
        expect(probe.fingerprint).toBe(print(frame))
        expect(probe.ssidLength).toBe(read(frame)!.ssidLength)
      }),
    )
  })
})

describe('its fingerprint', () => {
  test('does not know the transmitter, the name asked for, the channel or the sequence number', () => {
    const one = probeRequest({ from: '020000000001', seq: 1, ssid: 'home' })
    const other = probeRequest({ from: '060000000002', seq: 9, ssid: '', elements: ELEMENTS.with(18, 11) })
    expect(ELEMENTS.slice(16, 19)).toEqual([3, 1, 6])
    expect(print(other)).toBe(print(one))
  })
  test('does not know what FILS asks anew each time', () => {
    const fils = (value: number) => probeRequest({ elements: [...ELEMENTS, 255, 3, 2, value, value] })
    expect(print(fils(1))).toBe(print(fils(200)))
    expect(print(fils(1))).not.toBe(print(probeRequest()))
  })
  test('differs where any other byte of an element differs, or their order', () => {
    fc.assert(
      fc.property(fc.nat(ELEMENTS.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        fc.pre(at < 16 || at > 18)
        const elements = ELEMENTS.with(at, ELEMENTS[at]! ^ by)
        fc.pre(![1, 7, 17, 19, 20, 46, 47].includes(at) && at !== 0 && at !== 6 && at !== 16)
        expect(print(probeRequest({ elements }))).not.toBe(print(probeRequest()))
      }),
    )
    const [one, two] = [
      [1, 1, 2],
      [50, 1, 12],
    ]
    expect(print(probeRequest({ elements: [...one, ...two] }))).not.toBe(
      print(probeRequest({ elements: [...two, ...one] })),
    )
  })
  test('means nothing without the seed', () => expect(print(probeRequest(), 1)).not.toBe(print(probeRequest(), 2)))
})

test('forgetting leaves no address', () => {
  const probe = new Probe()
  const frame = probeRequest({ from: '3c22fb9abcde' })
  probe.read(frame, 0, frame.length, 1)
  probe.forget()
  expect([probe.high, probe.low]).toEqual([0, 0])
})
