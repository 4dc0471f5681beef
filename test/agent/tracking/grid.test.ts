import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Grid } from '../../../agent/tracking/grid.ts'

const length = fc.double({ min: 0, max: 500, noNaN: true })
const point = fc.tuple(
  fc.double({ min: -1000, max: 1000, noNaN: true }),
  fc.double({ min: -1000, max: 1000, noNaN: true }),
)

test('finds what looking at every point finds, whatever the size of a cell', () => {
  const grid = new Grid()
  fc.assert(
    fc.property(fc.array(point, { maxLength: 100 }), point, length, length, length, (points, [x, y], a, d, cell) => {
      const xs = Float64Array.from(points, p => p[0])
      const ys = Float64Array.from(points, p => p[1])
      grid.fill(xs, ys, points.length, cell)
      const found = [...grid.found.subarray(0, grid.near(x, y, a, d))].sort((p, q) => p - q)
      expect(found).toEqual([...xs.keys()].filter(i => Math.abs(xs[i]! - x) <= a && Math.abs(ys[i]! - y) <= d))
    }),
  )
})

test('points on one spot and points very far apart are no trouble', () => {
  const grid = new Grid()
  grid.fill(Float64Array.of(5, 5, 5), Float64Array.of(5, 5, 5), 3, 0)
  expect(grid.near(5, 5, 0, 0)).toBe(3)
  grid.fill(Float64Array.of(-3e38, 0, 3e38), Float64Array.of(0, 0, 3e38), 3, 1)
  expect(grid.near(0, 0, 1, 1)).toBe(1)
})
