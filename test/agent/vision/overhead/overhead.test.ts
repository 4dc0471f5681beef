import { describe, expect, test } from 'vitest'
import { Detections } from '../../../../agent/vision/detections.ts'
import { Overhead } from '../../../../agent/vision/overhead/overhead.ts'
import { CEILING } from '../../../drivers/simulated/store.ts'
import { Still } from './still.ts'

/** From here up a detection may begin a track. */
const SURE = 0.5

describe('a head', () => {
  test.each([
    [4, 1.8],
    [1.2, 4.1],
    [6.9, 0.4],
  ])('at %d, %d is told as a square of half a metre around the spot under it', (x, y) => {
    const into = new Still(CEILING).stand(x, y, 1.7).look(3)
    expect(into.count).toBe(1)
    expect(into.score[0]).toBeGreaterThan(0.9)
    const [left, low, width, height] = into.box
    expect([width, height]).toEqual([0.5, 0.5])
    expect(distance([left! + 0.25, low! + 0.25], [x, y])).toBeLessThan(0.03)
  })

  test('is found in the first picture, without a picture of the empty shop before', () => {
    expect(new Still(CEILING).stand(3, 2, 1.6).look(1).count).toBe(1)
  })

  test.each([
    ['abreast', 4, 2.5, 1.7, 0.5, 0],
    ['one behind the other', 4, 2.5, 1.7, 0, 0.5],
    ['of different height', 4, 2.5, 1.9, 0.45, 0.1],
  ])('is one of two where people walk %s', (_, x, y, height, dx, dy) => {
    const into = new Still(CEILING)
      .stand(x, y, height)
      .stand(x + dx, y + dy, 1.65)
      .look(3)
    expect(spots(into)).toHaveLength(2)
  })

  test.each([
    ['a child below the least height', 0.9],
    ['somebody on a ladder above the greatest', 2.7],
  ])('of %s is not told', (_, height) => {
    expect(spots(new Still(CEILING).stand(4, 2, height).look(3))).toEqual([])
  })

  test('is found at a tilted camera, too', () => {
    const tilted = { ...CEILING, pose: { ...CEILING.pose, tiltDegrees: 20 } }
    const [spot, ...more] = spots(new Still(tilted).stand(3.5, 3, 1.75).look(3))
    expect(more).toEqual([])
    expect(distance(spot!, [3.5, 3])).toBeLessThan(0.05)
  })
})

test('a tall head near the plumb point of a camera that looks far ahead is found', () => {
  const { intrinsics, heads } = CEILING
  const pose = { position: [4, 0] as [number, number], heightMetres: 2.8, headingDegrees: 90 }
  const steep = {
    ...CEILING,
    intrinsics: { ...intrinsics, fx: 220, fy: 220 },
    heads,
    pose: { ...pose, tiltDegrees: 45 },
  }
  const [spot, ...more] = spots(new Still(steep).stand(4, 0.55, 1.9).look(3))
  expect(more).toEqual([])
  expect(distance(spot!, [4, 0.55])).toBeLessThan(0.06)
})

describe('what is no head', () => {
  test.each([
    ['a long shelf', 3, 3, 2, 0.4, 1.5],
    ['a broad pillar', 3, 3, 0.6, 0.6, 2],
    ['a table', 3, 3, 1, 1, 1.05],
  ])('%s is never told for one, from the first picture on', (_, x, y, width, depth, height) => {
    const still = new Still(CEILING).put(x, y, width, depth, height)
    for (let i = 0; i < 30; i++) expect(spots(still.look(1))).toEqual([])
  })

  test('a stand of the size of a person is one, until it has not moved for two minutes', () => {
    const still = new Still(CEILING).stand(4, 2, 1.7)
    expect(spots(still.look(100))).toHaveLength(1)
    still.pass(115_000)
    expect(spots(still.look(100))).toEqual([])
  })

  test('the place of furniture that was taken away is floor again', () => {
    const still = new Still(CEILING).put(3, 3, 2, 0.4, 1.6)
    still.look(30)
    still.clear().look(40)
    still.stand(4, 3.2, 1.65)
    expect(spots(still.look(3))).toHaveLength(1)
  })

  test('furniture that was brought in is learned, and somebody beside it is still seen', () => {
    const still = new Still(CEILING)
    still.look(30)
    still.put(3, 3, 2, 0.4, 1.5).stand(4, 2.4, 1.65)
    expect(spots(still.look(50))).toHaveLength(1)
  })
})

test('a picture of another size than configured is refused', () => {
  const frame = { atMs: 0, index: 0, width: 4, height: 4, millimetres: new Uint16Array(16) }
  expect(() => new Overhead(CEILING).heads(frame, new Detections())).toThrow('its pictures are 4 × 4 pixels')
})

test('holes and nothing but holes hold no heads', () => {
  const { width, height } = CEILING.intrinsics
  const into = new Detections()
  const overhead = new Overhead(CEILING)
  for (let index = 0; index < 5; index++)
    overhead.heads({ atMs: 100 * index, index, width, height, millimetres: new Uint16Array(width * height) }, into)
  expect(into.count).toBe(0)
})

/** Spots under the heads that are sure. */
function spots({ box, score, count }: Detections): [number, number][] {
  const all = Array.from({ length: count }, (_, i) => i).filter(i => score[i]! >= SURE)
  return all.map(i => [box[4 * i]! + 0.25, box[4 * i + 1]! + 0.25])
}

function distance([ax, ay]: readonly [number, number], [bx, by]: readonly [number, number]): number {
  return Math.hypot(ax - bx, ay - by)
}
