import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { leastSquares } from '../../../agent/floor/levenberg.ts'

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true })

describe('the least squares', () => {
  test('of straight lines are those of the textbook formula, with its standard errors', () => {
    const dots = fc.array(fc.tuple(between(-1, 1), between(-1, 1)), { minLength: 4, maxLength: 20 })
    fc.assert(
      fc.property(dots, points => {
        const n = points.length
        const mx = points.reduce((sum, [x]) => sum + x, 0) / n
        const my = points.reduce((sum, [, y]) => sum + y, 0) / n
        const sxx = points.reduce((sum, [x]) => sum + (x - mx) ** 2, 0)
        fc.pre(sxx > 0.01)
        const slope = points.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0) / sxx
        const { found, spread } = leastSquares(Float64Array.of(0, 0), n, ([a, b], out) => {
          for (const [i, [x, y]] of points.entries()) out[i] = a + b * x - y
        })
        expect(found[1]).toBeCloseTo(slope, 5)
        expect(found[0]).toBeCloseTo(my - slope * mx, 5)
        expect(spread[1]).toBeCloseTo(1 / Math.sqrt(sxx), 4)
      }),
    )
  })

  test('reach the bottom of a bent valley', () => {
    const { found, squares } = leastSquares(Float64Array.of(-1.2, 1), 2, ([x, y], out) => {
      out[0] = 10 * (y - x * x)
      out[1] = 1 - x
    })
    expect([...found]).toEqual([expect.closeTo(1, 6), expect.closeTo(1, 6)])
    expect(squares).toBeLessThan(1e-12)
  })

  test('say what the misses do not settle', () => {
    const { spread } = leastSquares(Float64Array.of(0, 0), 2, ([x], out) => {
      out[0] = x - 1
      out[1] = x - 2
    })
    expect([...spread]).toEqual([expect.closeTo(Math.SQRT1_2, 5), Number.POSITIVE_INFINITY])
  })
})
