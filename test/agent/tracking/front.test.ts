import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Front } from '../../../agent/tracking/front.ts'
import type { Row } from '../../../agent/tracking/piece.ts'

const row = (frame: number, box: Row['box']): Row => ({ frame, atMs: 100 * frame, box, score: 1, trust: 1 })
const hides = (other: Row['box'], box: Row['box'], frame = 1) => new Front([[row(1, other)]]).hides({ frame, box })

test('whoever stands nearer to the camera and covers half hides somebody, in that picture alone', () => {
  expect(hides([0, 10, 40, 90], [10, 0, 40, 90])).toBe(true)
  expect(hides([0, 10, 40, 90], [10, 0, 40, 90], 2)).toBe(false)
  expect(hides([0, 0, 40, 90], [10, 10, 40, 90])).toBe(false)
  expect(hides([0, 10, 40, 90], [30, 0, 40, 90])).toBe(false)
  expect(hides([0, 10, 40, 90], [100, 0, 40, 90])).toBe(false)
})

const cell = fc.tuple(fc.nat(8), fc.nat(8), fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 }))

test('agrees with counting the squares that are covered', () => {
  fc.assert(
    fc.property(cell, cell, (other, box) => {
      const inside = ([x, y, width, height]: Row['box'], i: number, j: number) =>
        i >= x && i < x + width && j >= y && j < y + height
      let [all, covered] = [0, 0]
      for (let i = 0; i < 16; i++)
        for (let j = 0; j < 16; j++) {
          if (!inside(box, i, j)) continue
          all++
          if (inside(other, i, j)) covered++
        }
      const nearer = other[1] + other[3] >= box[1] + box[3]
      expect(hides(other, box)).toBe(nearer && 2 * covered >= all)
    }),
  )
})
