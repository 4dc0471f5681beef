import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Detail, tiles } from '../../../agent/vision/tiles.ts'

const even = fc.integer({ min: 1, max: 1500 }).map(half => 2 * half)

test('the whole picture comes first, and no tile reaches beyond it or begins at an odd pixel', () => {
  fc.assert(
    fc.property(even, even, fc.constantFrom<Detail>('coarse', 'fine'), (width, height, detail) => {
      const [first, ...rest] = tiles(width, height, detail, 180)
      expect(first).toEqual({ x: 0, y: 0, width, height })
      for (const tile of rest) {
        expect([tile.height, tile.x % 2, tile.y % 2]).toEqual([tile.width, 0, 0])
        expect(
          Math.min(tile.x, tile.y, width - tile.x - tile.width, height - tile.y - tile.height),
        ).toBeGreaterThanOrEqual(0)
      }
    }),
  )
})

test('a face of a fifth of a tile lies whole in one of the tiles of its size, wherever it is', () => {
  fc.assert(
    fc.property(
      even,
      even,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (width, height, across, down) => {
        const regions = tiles(width, height, 'fine', 180).slice(1)
        for (const side of new Set(regions.map(tile => tile.width))) {
          const face = Math.max(0, side * 0.2 - 2)
          const x = across * (width - face)
          const y = down * (height - face)
          const inside = regions.some(
            tile =>
              tile.width === side &&
              tile.x <= x &&
              tile.y <= y &&
              x + face <= tile.x + side &&
              y + face <= tile.y + side,
          )
          expect(inside, `${side}`).toBe(true)
        }
      },
    ),
  )
})

test.each<[number, number, Detail, number]>([
  [192, 192, 'coarse', 1],
  [640, 480, 'coarse', 3],
  [640, 360, 'coarse', 3],
  [1920, 1080, 'coarse', 3],
  [250, 250, 'fine', 1],
  [4096, 60, 'fine', 1],
  [480, 480, 'fine', 10],
])('%i × %i looked at in %s detail takes %i looks', (width, height, detail, looks) => {
  expect(tiles(width, height, detail, 180)).toHaveLength(looks)
})
