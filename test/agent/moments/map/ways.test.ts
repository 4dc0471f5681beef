import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ways } from '../../../../agent/moments/map/ways.ts'

/** A visit that takes notice of touchpoints in this order, a letter each. */
const visit = (order: string) => ({
  meetings: new Map(
    [...order].map((id, i) => [id, { firstMs: i, steps: 1, stayMs: 0, waitMs: 0, engaged: true }] as const),
  ),
})

test('the commonest orders come first, and none that only begins another', () => {
  const visits = [...Array(12).fill('abc'), ...Array(6).fill('ab'), ...Array(3).fill('cb')].map(visit)
  expect(ways(visits, 3, 9)).toEqual([
    { touchpoints: ['a', 'b'], visits: 18 },
    { touchpoints: ['a', 'b', 'c'], visits: 12 },
    { touchpoints: ['c', 'b'], visits: 3 },
  ])
})

test('nothing is told of fewer than k, nor how few turned off', () => {
  fc.assert(
    fc.property(fc.array(fc.shuffledSubarray([...'abcde'])), fc.integer({ min: 1, max: 8 }), (orders, k) => {
      for (const way of ways(
        orders.map(order => visit(order.join(''))),
        k,
        99,
      )) {
        const truth = orders.filter(order => way.touchpoints.every((id, i) => order[i] === id)).length
        expect(way.visits % k).toBe(0)
        expect(way.visits).toBeGreaterThanOrEqual(k)
        expect(truth - way.visits).toBeGreaterThanOrEqual(0)
        expect(truth - way.visits).toBeLessThan(k)
      }
    }),
  )
})
