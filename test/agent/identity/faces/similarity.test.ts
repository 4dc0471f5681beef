import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inverse, SIMILARITY, scaleOf, similarity } from '../../../../agent/identity/faces/similarity.ts'
import { FIVE } from '../../../../agent/identity/faces/template.ts'

const real = (least: number, most: number) => fc.double({ min: least, max: most, noNaN: true })
const motion = fc.record({
  scale: real(0.05, 20),
  turn: real(-Math.PI, Math.PI),
  x: real(-500, 500),
  y: real(-500, 500),
})
type Motion = typeof motion extends fc.Arbitrary<infer T> ? T : never

test('a moved face is brought back to where it was, at any scale and turn', () => {
  fc.assert(
    fc.property(motion, how => {
      const out = new Float64Array(SIMILARITY)
      expect(similarity(moved(FIVE, how), FIVE, out)).toBe(true)
      expect(scaleOf(out)).toBeCloseTo(1 / how.scale, 6)
      expectPoints(apply(out, moved(FIVE, how)), FIVE)
    }),
  )
})

test('no other similarity near it comes nearer to the points', () => {
  const jitter = fc.array(real(-8, 8), { minLength: FIVE.length, maxLength: FIVE.length })
  const other = fc.array(real(-1e-3, 1e-3), { minLength: SIMILARITY, maxLength: SIMILARITY })
  fc.assert(
    fc.property(motion, jitter, other, (how, by, change) => {
      const points = moved(FIVE, how).map((value, i) => value + by[i])
      const best = new Float64Array(SIMILARITY)
      fc.pre(similarity(points, FIVE, best))
      const near = best.map((value, i) => value + change[i])
      expect(misfit(apply(best, points))).toBeLessThanOrEqual(misfit(apply(near, points)) + 1e-6)
    }),
  )
})

test('the inverse leads back, also into the same array', () => {
  fc.assert(
    fc.property(motion, how => {
      const out = new Float64Array(SIMILARITY)
      similarity(moved(FIVE, how), FIVE, out)
      const there = apply(out, FIVE)
      inverse(out, out)
      expectPoints(apply(out, there), FIVE)
    }),
  )
})

test('points that are all one have no similarity', () => {
  expect(similarity(new Float64Array(10).fill(3), FIVE, new Float64Array(SIMILARITY))).toBe(false)
})

function moved(points: Float64Array, { scale, turn, x, y }: Motion): Float64Array {
  const [a, b] = [scale * Math.cos(turn), scale * Math.sin(turn)]
  return apply(Float64Array.of(a, b, x, y), points)
}

function apply([a, b, x, y]: Float64Array, points: Float64Array): Float64Array {
  return points.map((_, i) => {
    const [u, v] = [points[i & ~1], points[i | 1]]
    return i & 1 ? b * u + a * v + y : a * u - b * v + x
  })
}

function misfit(points: Float64Array): number {
  return points.reduce((sum, value, i) => sum + (value - FIVE[i]) ** 2, 0)
}

function expectPoints(got: Float64Array, want: Float64Array): void {
  for (const [i, value] of got.entries()) expect(Math.abs(value - want[i])).toBeLessThan(1e-5)
}
