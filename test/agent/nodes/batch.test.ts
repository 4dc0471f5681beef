import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PlacedBuffer } from '../../../agent/floor/placed.ts'
import { BESIDE, SPREAD, XX, XY } from '../../../agent/floor/spread.ts'
import { Batch, compare, Parcel, pack, parse, Receipt, unpack } from '../../../agent/nodes/batch.ts'

const metres = fc.double({ min: -100, max: 100, noNaN: true })
const track = fc.record({
  id: fc.integer({ min: 1, max: 2 ** 40 }),
  x: metres,
  y: metres,
  spread: fc.double({ min: 0.01, max: 4, noNaN: true }),
  lean: fc.double({ min: -0.9, max: 0.9, noNaN: true }),
  trust: fc.double({ min: 0, max: 1, noNaN: true }),
  confirmed: fc.boolean(),
  seen: fc.boolean(),
})

function placed(
  atMs: number,
  tracks: readonly (typeof track extends fc.Arbitrary<infer T> ? T : never)[],
): PlacedBuffer {
  const buffer = new PlacedBuffer()
  buffer.begin(atMs, tracks.length)
  tracks.forEach(({ id, x, y, spread, lean, trust, confirmed, seen }, i) => {
    buffer.id[i] = id
    buffer.x[i] = x
    buffer.y[i] = y
    buffer.spread.set([spread, lean * spread, spread, spread / 2], SPREAD * i)
    buffer.trust[i] = trust
    buffer.confirmed[i] = confirmed ? 1 : 0
    buffer.seen[i] = seen ? 1 : 0
  })
  return buffer
}

test('what is packed is unpacked as it was, to the millimetre', () => {
  fc.assert(
    fc.property(fc.array(track, { maxLength: 20 }), fc.integer({ min: 0, max: 2e12 }), (tracks, atMs) => {
      const before = placed(atMs, tracks)
      const after = new PlacedBuffer()
      const message = Buffer.from(
        JSON.stringify({
          after: '',
          sentMs: 5,
          batch: { id: '7-1', madeMs: 5, updates: [pack('door', before)], dark: [], simulated: false, lost: 0 },
        }),
      )
      unpack(parse(Parcel, message)!.batch.updates[0], after)
      expect(after.atMs).toBe(atMs)
      expect(after.count).toBe(tracks.length)
      tracks.forEach(({ id, x, y, spread, lean, trust, confirmed, seen }, i) => {
        expect([after.id[i], after.confirmed[i], after.seen[i]]).toEqual([id, confirmed ? 1 : 0, seen ? 1 : 0])
        expect(Math.abs(after.trust[i] - trust)).toBeLessThan(0.001)
        if (!seen) return
        expect(Math.hypot(after.x[i] - x, after.y[i] - y)).toBeLessThan(0.001)
        expect(after.spread[SPREAD * i + XX]).toBeCloseTo(spread, 5)
        expect(after.spread[SPREAD * i + XY]).toBeCloseTo(lean * spread, 5)
        expect(after.spread[SPREAD * i + BESIDE]).toBeCloseTo(spread / 2, 5)
      })
    }),
  )
})

describe('whoever writes to the broker', () => {
  test('can write anything, and nothing of it passes that is no batch', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.json().map(text => Buffer.from(text)),
        ),
        payload => {
          expect(parse(Parcel, payload)).toBeUndefined()
          expect(parse(Receipt, payload)).toBeUndefined()
        },
      ),
    )
  })

  test('cannot bring in numbers that are none, halves of tracks, or names that would leave the topic', () => {
    const batch = { id: '7-1', madeMs: 5, updates: [] as unknown[], dark: [], simulated: false, lost: 0 }
    const good = { sensor: 'door', atMs: 1, tracks: [1, 2, 3, 0.1, 0, 0.1, 0.01, 1, 3] }
    const reads = (update: unknown) => Batch.safeParse({ ...batch, updates: [update] }).success
    expect(reads(good)).toBe(true)
    expect(reads({ ...good, tracks: [1, 2, 3] })).toBe(false)
    expect(reads({ ...good, tracks: [...good.tracks.slice(1), null] })).toBe(false)
    expect(reads({ ...good, sensor: '../x' })).toBe(false)
    expect(reads({ ...good, face: 'x' })).toBe(false)
  })

  test('can send what was kept from before there were hands and scans, and of the new form nothing that is not in it', () => {
    const old = { id: '7-1', madeMs: 5, updates: [], dark: [], simulated: false, lost: 0 }
    expect(Batch.parse(old).version).toBe(1)
    expect(Batch.safeParse({ ...old, version: 3 }).success).toBe(false)
    const scan = { atMs: 1, scanner: 'kiosk', code: 'pass', tracks: 'person' }
    const reads = (scans: unknown) => Batch.safeParse({ ...old, version: 2, scans }).success
    expect(reads([scan])).toBe(true)
    expect(reads([{ ...scan, text: 'M-1' }])).toBe(false)
    expect(reads([{ ...scan, code: 'face' }])).toBe(false)
    const hand = { track: 1, shelf: 'wines', hand: 'left', pictureMs: 100 }
    const reaches = (some: unknown) =>
      Batch.safeParse({ ...old, version: 2, updates: [{ sensor: 'door', atMs: 1, tracks: [], reaches: some }] }).success
    expect(reaches([hand])).toBe(true)
    expect(reaches([{ ...hand, hand: 'third' }])).toBe(false)
    expect(reaches([{ ...hand, pictureMs: -1 }])).toBe(false)
  })

  test('cannot make a covariance that is none', () => {
    const buffer = new PlacedBuffer()
    unpack({ sensor: 'door', atMs: 1, tracks: [1, 2, 3, 0.1, 5, 0.1, 0.1, 9, 3] }, buffer)
    expect([...buffer.spread.subarray(0, SPREAD)]).toEqual([1, 0, 1, 1])
    expect(buffer.trust[0]).toBe(1)
  })
})

test('batches are in the order of epoch and sequence', () => {
  const ids = ['', '2-9', '2-10', '10-1', '10-2']
  expect([...ids].reverse().sort(compare)).toEqual(ids)
})
