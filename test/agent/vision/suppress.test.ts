import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Overlap, overlap, suppress } from '../../../agent/vision/suppress.ts'

const box = fc.record({
  x: fc.integer({ min: 0, max: 20 }),
  y: fc.integer({ min: 0, max: 20 }),
  width: fc.integer({ min: -1, max: 10 }),
  height: fc.integer({ min: -1, max: 10 }),
  score: fc.integer({ min: 0, max: 10 }).map(tenths => tenths / 10),
})

test('what stays is the best of what it overlaps, and nothing else is left out', () => {
  fc.assert(
    fc.property(
      fc.array(box, { maxLength: 30 }),
      fc.constantFrom<Overlap>('union', 'smaller'),
      fc.constantFrom(0.3, 0.5),
      (found, of, most) => {
        const boxes = found.flatMap(({ x, y, width, height }) => [x, y, x + width, y + height])
        const scores = found.map(({ score }) => score)
        const kept: number[] = [99]
        expect(suppress(boxes, scores, 0.3, most, kept, of)).toBe(kept.length)
        const better = (i: number, j: number) => scores[i] > scores[j] || (scores[i] === scores[j] && i < j)
        found.forEach((_, i) => {
          const beaten = kept.some(k => k !== i && better(k, i) && overlap(boxes, k, i, of) > most)
          expect(kept.includes(i)).toBe(scores[i] >= 0.3 && !beaten)
        })
        for (let k = 1; k < kept.length; k++) expect(better(kept[k - 1], kept[k])).toBe(true)
      },
    ),
  )
})

test.each<[string, Overlap, number[], number]>([
  ['equal boxes share all', 'union', [0, 0, 4, 4, 0, 0, 4, 4], 1],
  ['half a box shares half of the union', 'union', [0, 0, 4, 4, 0, 0, 4, 2], 0.5],
  ['half a box shares all of the smaller', 'smaller', [0, 0, 4, 4, 0, 0, 4, 2], 1],
  ['neighbours share nothing', 'union', [0, 0, 4, 4, 4, 0, 8, 4], 0],
  ['a box without area shares nothing', 'smaller', [0, 0, 4, 4, 1, 1, 1, 3], 0],
  ['a box turned inside out shares nothing', 'smaller', [0, 0, 4, 4, 3, 3, 1, 1], 0],
  ['a box that is no number shares nothing', 'union', [0, 0, 4, 4, Number.NaN, 0, 4, 4], 0],
])('%s', (_, of, boxes, want) => {
  expect(overlap(boxes, 0, 1, of)).toBe(want)
})
