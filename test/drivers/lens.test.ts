import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Distortion } from '../../config/optics.ts'
import { Lens } from '../../drivers/lens.ts'

const intrinsics = { width: 1280, height: 720, fx: 700, fy: 690, cx: 645, cy: 355 }
const lens = (distortion: Partial<Distortion>) => new Lens({ intrinsics, distortion: Distortion.parse(distortion) })
const between = (min: number, max: number) => fc.double({ min, max, noNaN: true })

/** Whatever a chessboard may give for a camera of a shop, and things that it would not. */
const distortions = fc.record({
  k1: between(-0.6, 0.6),
  k2: between(-0.3, 0.3),
  k3: between(-0.1, 0.1),
  p1: between(-0.005, 0.005),
  p2: between(-0.005, 0.005),
})

describe('a lens', () => {
  test('finds for the pixel of a direction one that is seen there, to a hundred-thousandth of a pixel', () => {
    fc.assert(
      fc.property(distortions, between(-2, 2), between(-2, 2), (distortion, x, y) => {
        const of = lens(distortion)
        const at = new Float64Array(2)
        fc.pre(of.distort(x, y, at))
        const pixel = [at[0], at[1]] as const
        fc.pre(of.undistort(...pixel, at))
        const found = [at[0], at[1]] as const
        // Near where the bend turns back a whole stretch of directions falls on one pixel: the pixel is what must agree.
        expect(of.distort(found[0], found[1], at)).toBe(true)
        expect(Math.abs(at[0] - pixel[0])).toBeLessThan(1e-5)
        expect(Math.abs(at[1] - pixel[1])).toBeLessThan(1e-5)
      }),
      { numRuns: 2000 },
    )
  })

  test('finds a direction for every pixel of a usual wide angle, and bends it back there', () => {
    const of = lens({ k1: -0.32, k2: 0.12, p1: 0.0008, p2: -0.0005, k3: -0.01 })
    const at = new Float64Array(2)
    fc.assert(
      fc.property(between(0, 1280), between(0, 720), (column, row) => {
        expect(of.undistort(column, row, at)).toBe(true)
        expect(of.distort(at[0], at[1], at)).toBe(true)
        expect(Math.hypot(at[0] - column, at[1] - row)).toBeLessThan(1e-5)
      }),
    )
  })

  test('bends as the published polynomial says', () => {
    const { k1, k2, k3, p1, p2 } = { k1: -0.3, k2: 0.1, k3: -0.02, p1: 0.001, p2: -0.002 }
    const at = new Float64Array(2)
    lens({ k1, k2, k3, p1, p2 }).distort(0.3, -0.2, at)
    const r2 = 0.3 ** 2 + 0.2 ** 2
    const radial = 1 + k1 * r2 + k2 * r2 ** 2 + k3 * r2 ** 3
    expect(at[0]).toBeCloseTo(645 + 700 * (0.3 * radial + 2 * p1 * 0.3 * -0.2 + p2 * (r2 + 2 * 0.3 ** 2)), 9)
    expect(at[1]).toBeCloseTo(355 + 690 * (-0.2 * radial + p1 * (r2 + 2 * 0.2 ** 2) + 2 * p2 * 0.3 * -0.2), 9)
  })

  test('without a bend is the pinhole', () => {
    const at = new Float64Array(2)
    for (const of of [lens({}), new Lens({ intrinsics })]) {
      of.distort(0.5, -0.25, at)
      expect([...at]).toEqual([645 + 350, 355 - 172.5])
      of.straighten(12, 34, at)
      expect([...at]).toEqual([expect.closeTo(12, 9), expect.closeTo(34, 9)])
    }
  })

  test('does not fold into the picture what lies beyond where its bend turns back', () => {
    const of = lens({ k1: -0.3 })
    const turn = Math.sqrt(1 / 0.9)
    const at = new Float64Array(2)
    expect(of.distort(turn - 1e-3, 0, at)).toBe(true)
    expect(of.distort(turn + 1e-3, 0, at)).toBe(false)
    expect(of.undistort(at[0] + 10, 355, at)).toBe(false)
  })

  test('answers or refuses whatever the numbers are', () => {
    const any = fc.double()
    const at = new Float64Array(2)
    fc.assert(
      fc.property(fc.record({ k1: any, k2: any, k3: any, p1: any, p2: any }), any, any, (distortion, column, row) => {
        const of = new Lens({ intrinsics, distortion })
        if (of.undistort(column, row, at)) expect([...at].every(Number.isFinite)).toBe(true)
        of.distort(column, row, at)
      }),
    )
  })
})
