import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Reaching, SIDE } from '../../../../agent/vision/overhead/reaching.ts'
import { Depth } from '../../../../config/depth.ts'
import { Shelf } from '../../../../config/floor.ts'
import { Still } from './still.ts'

/**
 *     3.0 +-----------------+  the shelf, 1.5 m high, and a strip of 15 cm before it
 *     2.6 +-----------------+
 *         1        x        4      people stand at y = 2
 */
const SHELF = Shelf.parse({
  id: 'wine',
  outline: [
    [1, 2.45],
    [4, 2.45],
    [4, 3],
    [1, 3],
  ],
  fromMetres: 0.8,
  toMetres: 1.9,
})
const FINE = Depth.parse({
  id: 'ceiling',
  feed: { driver: 'simulated' },
  intrinsics: { width: 400, height: 300, fx: 240, fy: 240, cx: 200, cy: 150 },
  pose: { position: [2.5, 1.8], heightMetres: 3.2, headingDegrees: 90 },
})
const COARSE = Depth.parse({
  id: 'ceiling',
  feed: { driver: 'simulated' },
  intrinsics: { width: 320, height: 240, fx: 160, fy: 160, cx: 160, cy: 120 },
  pose: { position: [2.5, 1.6], heightMetres: 3.4, headingDegrees: 90 },
})
const NORTH = Math.PI / 2

function still(camera = FINE): Still {
  const one = new Still(camera, [SHELF]).put(1, 2.6, 3, 0.4, 1.5)
  one.look(20)
  return one
}

function told({ count, shelf, head, side }: Reaching): (readonly [number, number, number])[] {
  return Array.from({ length: count }, (_, i) => [shelf[i]!, head[i]!, side[i]!] as const)
}

const reach = (hand: 'left' | 'right', x: number, y = 2.75, z = 1.6) => ({ hand, to: [x, y, z] as const })

describe.each([
  ['fine', FINE],
  ['coarse', COARSE],
])('under a %s camera', (_, camera) => {
  test.each([
    ['left', 2.3],
    ['right', 2.7],
  ] as const)('a hand in the shelf is told, with its side: %s', (hand, x) => {
    const one = still(camera).stand(2.5, 2, 1.7, { facing: NORTH, reach: reach(hand, x) })
    one.look(3)
    expect(told(one.reaching)).toEqual([[0, 0, SIDE[hand]]])
  })

  test('somebody who stands before it with hanging arms reaches into nothing', () => {
    const one = still(camera).stand(2.5, 2.05, 1.8, { facing: NORTH })
    for (let i = 0; i < 20; i++) {
      one.look(1)
      expect(told(one.reaching)).toEqual([])
    }
  })

  test('is of the one of two whose arm it is, not of the one who is nearer to it', () => {
    const one = still(camera)
      .stand(2.2, 1.95, 1.7, { facing: NORTH, reach: reach('right', 2.75) })
      .stand(2.95, 2.1, 1.7, { facing: NORTH })
    const heads = one.look(3)
    expect(heads.count).toBe(2)
    const [[, head]] = told(one.reaching) as [[number, number, number]]
    expect(told(one.reaching)).toHaveLength(1)
    expect(heads.box[4 * head]! + 0.25).toBeCloseTo(2.2, 1)
  })
})

test('both of two who reach at once are told', () => {
  const one = still()
    .stand(1.8, 2, 1.7, { facing: NORTH, reach: reach('left', 1.6) })
    .stand(3.1, 2, 1.75, { facing: NORTH, reach: reach('right', 3.3) })
  one.look(3)
  expect(told(one.reaching).toSorted((a, b) => a[2] - b[2])).toMatchObject([
    [0, expect.any(Number), SIDE.left],
    [0, expect.any(Number), SIDE.right],
  ])
})

test('goods that are put on the shelf are no hand, and one that is kept in it stays one for a minute', () => {
  const one = still().put(2.4, 2.7, 0.2, 0.2, 1.72).stand(2.5, 2, 1.7, { facing: NORTH })
  one.look(5)
  expect(told(one.reaching)).toEqual([])
  one.leave().stand(2.5, 2, 1.7, { facing: NORTH, reach: reach('left', 2.2) })
  for (let second = 0; second < 60; second++) {
    one.pass(1000)
    expect(told(one.reaching)).toHaveLength(1)
  }
})

test('nobody reaches above or below the room of the shelf, nor beside it', () => {
  for (const to of [reach('left', 2.4, 2.75, 2.1), reach('left', 2.4, 2.3, 1.2)]) {
    const one = still().stand(2.5, 1.9, 1.85, { facing: NORTH, reach: to })
    one.look(3)
    expect(told(one.reaching)).toEqual([])
  }
})

test('wherever somebody stands along it and however tall they are, the hand is found on its side', () => {
  const spot = fc.record({
    x: fc.double({ min: 1.5, max: 3.5, noNaN: true }),
    y: fc.double({ min: 1.9, max: 2.1, noNaN: true }),
    height: fc.double({ min: 1.55, max: 1.95, noNaN: true }),
    aside: fc.double({ min: 0.15, max: 0.35, noNaN: true }),
    hand: fc.constantFrom('left', 'right'),
  })
  fc.assert(
    fc.property(spot, ({ x, y, height, aside, hand }) => {
      const to = reach(hand, x + (hand === 'left' ? -aside : aside))
      const one = still().stand(x, y, height, { facing: NORTH, reach: to })
      one.look(2)
      expect(told(one.reaching)).toEqual([[0, 0, SIDE[hand]]])
    }),
    { numRuns: 8, seed: 4, endOnFailure: true },
  )
})
