import fc from 'fast-check'
import { expect, test } from 'vitest'
import { commented, commentOf } from '../../../agent/vision/comment.ts'
import { pixelate, widened } from '../../../agent/vision/pixelate.ts'

const near = fc.double({ min: -20, max: 40, noNaN: true })

test('within the region each square has one colour, the mean of what was there; outside nothing changes', () =>
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 24 }),
      fc.integer({ min: 1, max: 24 }),
      near,
      near,
      near,
      near,
      fc.integer({ min: 1, max: 9 }),
      fc.infiniteStream(fc.nat(255)),
      (width, height, x, y, w, h, side, bytes) => {
        const pixels = Uint8Array.from([...bytes.take(3 * width * height)])
        const was = pixels.slice()
        pixelate({ width, height, pixels }, { x, y, width: Math.abs(w), height: Math.abs(h) }, side)
        const [left, top] = [Math.max(0, Math.floor(x)), Math.max(0, Math.floor(y))]
        const [right, bottom] = [
          Math.min(width, Math.ceil(x + Math.abs(w))),
          Math.min(height, Math.ceil(y + Math.abs(h))),
        ]
        for (let row = 0; row < height; row++)
          for (let column = 0; column < width; column++) {
            const i = 3 * (row * width + column)
            if (column < left || column >= right || row < top || row >= bottom) {
              expect(pixels[i]).toBe(was[i])
              continue
            }
            const [x0, y0] = [
              left + side * Math.floor((column - left) / side),
              top + side * Math.floor((row - top) / side),
            ]
            expect(pixels[i + 1]).toBe(pixels[3 * (y0 * width + x0) + 1])
            if (column !== x0 || row !== y0) continue
            let [sum, count] = [0, 0]
            for (let v = y0; v < Math.min(y0 + side, bottom); v++)
              for (let u = x0; u < Math.min(x0 + side, right); u++, count++) sum += was[3 * (v * width + u)]!
            expect(pixels[i]).toBe(Math.round(sum / count))
          }
      },
    ),
    { numRuns: 60 },
  ))

test('a region grows on each side', () =>
  expect(widened({ x: 10, y: 20, width: 10, height: 20 }, 0.5)).toEqual({ x: 5, y: 10, width: 20, height: 40 }))

test('what is said in front of a JPEG is found there again; whatever else comes has none, or one that lies in it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), words => {
      expect(commentOf(commented(Buffer.from([0xff, 0xd8, 0xff, 0xd9]), words))).toBe(words)
    }),
    { numRuns: 30 },
  )
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), bytes => {
      const found = commentOf(Buffer.from([0xff, 0xd8, 0xff, 0xfe, ...bytes]))
      expect(found === undefined || Buffer.byteLength(found) <= 3 * bytes.length).toBe(true)
    }),
    { numRuns: 60 },
  )
})
