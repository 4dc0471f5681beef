import { expect, test } from 'vitest'
import { decode } from '../../../agent/vision/yunet.ts'

// An input of 64 × 32: grids of 8 × 4, 4 × 2 and 2 × 1 cells, one after the other.
const CELLS = { 8: 32, 16: 8, 32: 2 }

test('a box lies about the corner of its cell, in strides, its size as a logarithm', () => {
  const found: Record<string, { data: Float32Array }> = {}
  for (const [stride, cells] of Object.entries(CELLS)) {
    found[`cls_${stride}`] = { data: new Float32Array(cells) }
    found[`obj_${stride}`] = { data: new Float32Array(cells) }
    found[`bbox_${stride}`] = { data: new Float32Array(4 * cells) }
    found[`kps_${stride}`] = { data: new Float32Array(10 * cells) }
  }
  // The cell in row 1, column 2 of the middle grid.
  const cell = 6
  found.cls_16.data[cell] = 0.5
  found.obj_16.data[cell] = 1.28
  found.bbox_16.data.set([0.5, 0.25, Math.log(2), Math.log(3)], 4 * cell)
  found.kps_16.data.set([1, -1], 10 * cell)
  const { boxes, keypoints, scores } = decode(found, 64, 0)
  const at = CELLS[8] + cell
  expect(scores).toHaveLength(42)
  expect(scores[at]).toBeCloseTo(Math.sqrt(0.5), 6)
  expect([...boxes.subarray(4 * at, 4 * at + 4)]).toEqual(
    [40 - 16, 20 - 24, 40 + 16, 20 + 24].map(corner => expect.closeTo(corner, 4)),
  )
  expect([...keypoints.subarray(10 * at, 10 * at + 4)]).toEqual([48, 0, 32, 16])
  expect(scores.filter(score => score > 0)).toHaveLength(1)
  const alone = decode(found, 64, 0.5)
  expect([...alone.boxes]).toEqual([...boxes.subarray(4 * at, 4 * at + 4)])
  expect([...alone.keypoints]).toEqual([...keypoints.subarray(10 * at, 10 * at + 10)])
  expect([...alone.scores]).toEqual([scores[at]])
})
