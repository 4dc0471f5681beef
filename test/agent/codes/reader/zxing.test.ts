import fc from 'fast-check'
import { beforeAll, expect, test, vi } from 'vitest'
import { openZxing, type Zxing } from '../../../../agent/codes/reader/zxing.ts'
import { drawn, type Kind, wall } from './drawn.ts'

/** As long as a member's pass is. */
const PASS = `eyJhbGciOiJFZERTQSIsImtpZCI6ImsxIn0.${'eyJzdWIiOiJtZW1iZXIifQ'.repeat(10)}.${'c2lnbmF0dXJl'.repeat(7)}`

let zxing: Zxing
beforeAll(async () => {
  vi.stubGlobal('fetch', () => expect.unreachable('the network was asked for something'))
  zxing = await openZxing()
})

test.each<[string, Kind, string, { module: number; degrees?: number; sigma?: number }]>([
  ['a pass, upright', 'QRCode', PASS, { module: 4 }],
  ['a pass, small', 'QRCode', PASS, { module: 2.5 }],
  ['a pass, turned', 'QRCode', PASS, { module: 4, degrees: 23 }],
  ['a pass, upside down', 'QRCode', PASS, { module: 4, degrees: 180 }],
  ['a pass, aslant and not sharp', 'QRCode', PASS, { module: 5, degrees: 45, sigma: 1.6 }],
  ['a coupon, far away', 'QRCode', 'SPR-7QX', { module: 2 }],
  ['a coupon, blurred', 'QRCode', 'SPR-7QX', { module: 6, sigma: 3 }],
  ['a coupon that fills the picture', 'QRCode', 'SPR-7QX', { module: 15, degrees: 8 }],
  ['a coupon on paper', 'DataMatrix', 'SPR-7QX-0042', { module: 5, degrees: 12 }],
  ['a product', 'EAN13', '4006381333931', { module: 3 }],
  ['a product on its side', 'EAN13', '4006381333931', { module: 3, degrees: 90 }],
  ['a ticket', 'Code128', 'SPR-7QX', { module: 3, degrees: 3 }],
])('%s is read, and where it is', async (_, kind, text, how) => {
  const found = zxing.read(await drawn(text, kind, { width: 640, height: 480, x: 330, y: 235, ...how }))
  expect(found.map(one => one.text)).toEqual([text])
  expect(Math.hypot(found[0].x - 330, found[0].y - 235)).toBeLessThan(kind === 'QRCode' ? 6 : 60)
})

test('a code of letters beyond ASCII is read as it was meant', async () => {
  const how = { width: 320, height: 240, x: 160, y: 120, module: 4 }
  expect(zxing.read(await drawn('Grüße €5', 'QRCode', how))).toMatchObject([{ text: 'Grüße €5' }])
})

test('a wall, or nothing, says nothing', () => {
  expect(zxing.read(wall(1280, 720))).toEqual([])
  expect(zxing.read({ width: 0, height: 0, pixels: new Uint8Array(0) })).toEqual([])
  expect(zxing.read({ width: 1, height: 1, pixels: new Uint8Array(1) })).toEqual([])
})

test('a picture that is not of the size that it claims is refused', () => {
  expect(() => zxing.read({ width: 100, height: 100, pixels: new Uint8Array(9999) })).toThrow(RangeError)
})

test('random pictures of any size and grain are got over, and say nothing', () => {
  const side = fc.integer({ min: 1, max: 160 })
  fc.assert(
    fc.property(
      side,
      side,
      fc.integer({ min: 1, max: 12 }),
      fc.boolean(),
      fc.integer(),
      (w, h, grain, isHard, seed) => {
        const pixels = new Uint8Array(w * h)
        for (let i = 0; i < pixels.length; i++) {
          const cell =
            Math.imul(Math.floor((i % w) / grain) + 1, 73856093) ^ Math.imul(Math.floor(i / w / grain), 19349663)
          const value = Math.imul(cell ^ seed, 0x9e3779b1) >>> 24
          pixels[i] = isHard ? (value & 1) * 255 : value
        }
        expect(zxing.read({ width: w, height: h, pixels })).toEqual([])
      },
    ),
    { numRuns: 300 },
  )
})

test('whatever is painted over a code, it says what it did or nothing', async () => {
  const [w, h] = [300, 300]
  const whole = await drawn('SPR-7QX-0042', 'QRCode', { width: w, height: h, x: 150, y: 150, module: 6 })
  const spot = fc.record({
    x: fc.integer({ min: 0, max: w - 1 }),
    y: fc.integer({ min: 0, max: h - 1 }),
    size: fc.integer({ min: 1, max: 90 }),
    grey: fc.integer({ min: 0, max: 255 }),
  })
  let lost = 0
  fc.assert(
    fc.property(fc.array(spot, { minLength: 1, maxLength: 8 }), spots => {
      const pixels = whole.pixels.slice()
      for (const { x, y, size, grey } of spots)
        for (let row = y; row < Math.min(h, y + size); row++)
          pixels.fill(grey, row * w + x, row * w + Math.min(w, x + size))
      const texts = zxing.read({ width: w, height: h, pixels }).map(({ text }) => text)
      if (texts.length === 0) lost++
      expect(['', 'SPR-7QX-0042']).toContain(texts.join())
    }),
    { numRuns: 200 },
  )
  expect(lost).toBeGreaterThan(10)
})

test.each<[Kind, string]>([
  ['EAN13', '4006381333931'],
  ['Code128', 'SPR-7QX'],
  ['DataMatrix', 'SPR-7QX-0042'],
  ['QRCode', 'SPR-7QX-0042'],
])('a torn %s says nothing', async (kind, text) => {
  const torn = await drawn(text, kind, { width: 480, height: 240, x: 240, y: 120, module: 4 })
  for (let row = 0; row < 240; row++) torn.pixels.fill(200, row * 480 + 225, row * 480 + 480)
  expect(zxing.read(torn)).toEqual([])
})

test('nothing of a picture or of what it said is left in the memory of the reader', async () => {
  const before = zxing.memory.slice()
  const picture = await drawn(PASS, 'QRCode', { width: 640, height: 480, x: 330, y: 235, module: 4 })
  expect(zxing.read(picture)).toMatchObject([{ text: PASS }])
  expect(Buffer.compare(zxing.memory, before)).toBe(0)
  // Larger than all the memory was: what was added is empty, and the next is read.
  zxing.read({ width: 6000, height: 6000, pixels: new Uint8Array(36e6).fill(99) })
  expect(zxing.memory.length).toBeGreaterThan(before.length)
  expect(zxing.memory.subarray(before.length).every(byte => byte === 0)).toBe(true)
  expect(zxing.read(picture)).toMatchObject([{ text: PASS }])
})
