import { expect, test } from 'vitest'
import { follow } from '../../../agent/tracking/follow.ts'
import { type MotBox, readMot } from '../../../agent/tracking/mot.ts'
import { Tracking } from '../../../config/tracking.ts'

const rule = Tracking.parse({})
const box = (frame: number, x = 0, score = 0.9): MotBox => ({
  frame,
  id: -1,
  x,
  y: 0,
  width: 40,
  height: 92,
  score,
  kind: undefined,
})
const frames = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i)
const written = (boxes: readonly MotBox[], fillSeconds: number) =>
  readMot(follow(boxes, rule, 10, { fillSeconds }).record.lines().join('\n'), 'result')

test('a confirmed track is written from its first detection on, one that never was is not', () => {
  const boxes = [...frames(1, 10).map(f => box(f)), ...frames(3, 5).map(f => box(f, 500))]
  expect(written(boxes, 0).map(row => [row.frame, row.id])).toEqual(frames(1, 10).map(f => [f, 1]))
})

test('a short gap is filled along a straight line, a long one is left', () => {
  const boxes = [...frames(1, 10), 14, 15, ...frames(30, 31)].map(f => box(f, 2 * f))
  const rows = written(boxes, 1)
  expect(rows.map(row => row.frame)).toEqual([...frames(1, 15), 30, 31])
  const [before, a, b, c, after] = rows.slice(9, 14).map(row => row.x) as [number, number, number, number, number]
  expect(b).toBeCloseTo((before + after) / 2, 1)
  expect(a - before).toBeCloseTo(after - c, 1)
  expect(rows.slice(10, 13).map(row => row.score)).toEqual([0, 0, 0])
  expect(written(boxes, 0).map(row => row.frame)).toEqual([...frames(1, 10), 14, 15, 30, 31])
})

test('a longer gap is filled for as long as somebody stood in front', () => {
  const behind = [...frames(1, 20), ...frames(36, 55)].map(f => box(f))
  const front = frames(1, 55).map(f => ({ ...box(f, 12 * (f - 27.5)), y: 8 }))
  const seen = (fillSeconds: number) =>
    written([...behind, ...front], fillSeconds)
      .filter(({ y }) => y < 4)
      .map(({ frame }) => frame)
  expect(seen(1)).toEqual([...frames(1, 20), ...frames(26, 29), ...frames(36, 55)])
  expect(seen(0)).toEqual([...frames(1, 20), ...frames(36, 55)])
})

test('who was lost and found as somebody else is one person in hindsight, and two as it was told', () => {
  const boxes = [...frames(1, 20), ...frames(55, 74)].map(f => box(f, 2 * f))
  const told = (linked: boolean) => follow(boxes, rule, 10, { linked }).record
  expect(told(false).walks().size).toBe(2)
  expect([...told(true).walks()].map(([id, rows]) => [id, rows.length])).toEqual([[1, 40]])
  // The gap is too long to say where they were.
  expect(told(true).lines()).toHaveLength(40)
})

test('the order of the detections does not matter', () => {
  const boxes = [...frames(1, 20).map(f => box(f)), ...frames(1, 20).map(f => box(f, 300 - 3 * f))]
  const shuffled = boxes.map((b, i) => ({ b, key: (i * 7) % boxes.length })).sort((p, q) => p.key - q.key)
  const frameAndPlace = (rows: MotBox[]) => rows.map(row => `${row.frame} ${row.x} ${row.y}`).sort()
  expect(
    frameAndPlace(
      written(
        shuffled.map(({ b }) => b),
        1,
      ),
    ),
  ).toEqual(frameAndPlace(written(boxes, 1)))
})

test('scores beyond 0 … 1 are log-odds', () => {
  const odds = (score: number) => frames(1, 10).map(f => box(f, 0, f === 1 ? 3 : score))
  expect(written(odds(0.5), 0)).toHaveLength(10)
  expect(written(odds(0.5), 0).at(-1)!.score).toBeCloseTo(1 / (1 + Math.exp(-0.5)), 3)
  expect(written(odds(-2), 0)).toHaveLength(0)
})

test('frame numbers far apart take no longer, and a recording of nothing has no frames', () => {
  const { record, frames: span } = follow(
    [...frames(1, 10), 1e15].map(f => box(f)),
    rule,
    10,
  )
  expect([record.walks().size, span]).toEqual([1, 1e15])
  expect(follow([], rule, 10).frames).toBe(0)
})
