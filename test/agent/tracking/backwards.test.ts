import { expect, test } from 'vitest'
import { backwards } from '../../../agent/tracking/backwards.ts'
import type { MotBox } from '../../../agent/tracking/mot.ts'
import { Tracking } from '../../../config/tracking.ts'

const rule = Tracking.parse({})
const box = (frame: number, x: number): MotBox => ({
  frame,
  id: -1,
  x,
  y: 0,
  width: 40,
  height: 92,
  score: 0.9,
  kind: undefined,
})
const frames = Array.from({ length: 20 }, (_, k) => k + 1)

test('whoever walks alone is one from the end to the beginning, under the index of each detection in its frame', () => {
  const boxes = frames.flatMap(frame => [box(frame, 2 * frame), box(frame, 500 - 2 * frame)])
  const witness = backwards(boxes, rule, 10)
  for (const detection of [0, 1]) {
    const ids = new Set(frames.map(frame => witness(frame, detection)))
    expect([...ids]).toEqual([expect.any(Number)])
  }
  expect(witness(1, 0)).not.toBe(witness(1, 1))
})

test('of whoever never counted, and of what is not there, nothing is said', () => {
  const witness = backwards([...frames.map(frame => box(frame, 0)), box(10, 500)], rule, 10)
  expect(witness(10, 1)).toBeUndefined()
  expect(witness(10, 2)).toBeUndefined()
  expect(witness(99, 0)).toBeUndefined()
  expect(witness(10, 0)).toEqual(expect.any(Number))
})
