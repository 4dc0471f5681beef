import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Patch } from '../../../../agent/identity/faces/patch.ts'
import { writeYuv } from '../../../../agent/vision/colour.ts'
import { byteLength, type Picture } from '../../../../agent/vision/picture.ts'

const even = (least: number, most: number) => fc.integer({ min: least / 2, max: most / 2 }).map(half => 2 * half)
const job = fc.record({
  layout: fc.constantFrom<Picture['layout']>('rgb', 'nv12'),
  width: even(24, 120),
  height: even(24, 90),
  seed: fc.integer(),
  step: fc.constantFrom(1, 2, 4, 8),
  corner: fc.tuple(fc.double({ min: 0, max: 0.6, noNaN: true }), fc.double({ min: 0, max: 0.6, noNaN: true })),
})

test('each pixel is, bit by bit, the mean of those that it stands for, in luma and colour where they are apart', () => {
  const patch = new Patch()
  fc.assert(
    fc.property(job, ({ layout, width, height, seed, step, corner }) => {
      const picture = noise(layout, width, height, seed)
      const [x, y] = [Math.floor(corner[0] * width), Math.floor(corner[1] * height)]
      patch.draw(picture, { x, y, width: width - x - 1, height: height - y }, step, 50)
      expect(patch.x).toBeLessThanOrEqual(x)
      expect(patch.y).toBeLessThanOrEqual(y)
      expect([...patch.pixels]).toEqual(slowly(picture, patch))
      patch.wipe()
      expect(new Uint8Array(patch.desk.buffer).every(byte => byte === 0)).toBe(true)
    }),
    { numRuns: 300 },
  )
})

/** The same, a pixel after another. */
function slowly({ layout, width, height, pixels }: Picture, patch: Patch): number[] {
  const { step } = patch
  const mean = (at: (i: number, j: number) => number, x: number, y: number) => {
    let sum = (step * step) >> 1
    for (let j = 0; j < step; j++) for (let i = 0; i < step; i++) sum += pixels[at(x + i, y + j)]
    return Math.floor(sum / step ** 2)
  }
  const out = new Uint8ClampedArray(3 * patch.width * patch.height)
  const columns = (count: number, of: (column: number) => number) => Int32Array.from({ length: count }, (_, i) => of(i))
  for (let row = 0; row < patch.height; row++) {
    const y = patch.y + row * step
    if (layout === 'rgb') {
      for (let i = 0; i < patch.width; i++)
        for (let c = 0; c < 3; c++)
          out[3 * (row * patch.width + i) + c] = mean((u, v) => 3 * (v * width + u) + c, patch.x + i * step, y)
      continue
    }
    const luma = columns(patch.width, i => mean((u, v) => v * width + u, patch.x + i * step, y))
    const [u, v] = [0, 1].map(c =>
      columns(patch.width / 2, i =>
        mean(
          (across, down) => width * height + down * width + 2 * across + c,
          patch.x / 2 + i * step,
          patch.y / 2 + (row >> 1) * step,
        ),
      ),
    )
    writeYuv(luma, u, v, out, 3 * row * patch.width)
  }
  return [...out]
}

function noise(layout: Picture['layout'], width: number, height: number, seed: number): Picture {
  let state = seed | 1
  const pixels = new Uint8Array(byteLength(layout, width, height)).map(() => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    return state >>> 24
  })
  return { layout, width, height, pixels }
}
