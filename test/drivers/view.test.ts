import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { View } from '../../drivers/view.ts'

const intrinsics = { width: 320, height: 200, fx: 150, fy: 140, cx: 155, cy: 104 }
const view = (tiltDegrees: number, headingDegrees: number) =>
  new View({ intrinsics, pose: { position: [3, 2], heightMetres: 3, tiltDegrees, headingDegrees } })

/** Where a pixel at a depth lies, by the four tables. */
function place(of: View, column: number, row: number, depth: number) {
  const [x, y, z] = of.lens
  return [
    x + depth * (of.columnX[column]! + of.rowX[row]!),
    y + depth * (of.columnY[column]! + of.rowY[row]!),
    z + depth * of.rowZ[row]!,
  ] as const
}

describe('a camera on the ceiling', () => {
  test('sees its own plumb point in its principal point', () => {
    expect(view(0, 33).project(3, 2, 0)).toEqual([155, 104, 3])
  })

  test.each([
    ['along x', 0, [1, 0], [0, -1]],
    ['along y', 90, [0, 1], [1, 0]],
    ['against x', 180, [-1, 0], [0, 1]],
  ] as const)(
    'headed %s has that at its upper edge and what is to the right of it at the right',
    (_, degrees, up, right) => {
      const of = view(0, degrees)
      const [, above] = of.project(3 + up[0], 2 + up[1], 0)!
      const [beside] = of.project(3 + right[0], 2 + right[1], 0)!
      expect(above).toBeCloseTo(104 - 140 / 3)
      expect(beside).toBeCloseTo(155 + 150 / 3)
    },
  )

  test('tilted by 30° looks that far ahead of its plumb point', () => {
    const [column, row, depth] = view(30, 0).project(3 + 3 * Math.tan(Math.PI / 6), 2, 0)!
    expect([column, row]).toEqual([expect.closeTo(155), expect.closeTo(104)])
    expect(depth).toBeCloseTo(3 / Math.cos(Math.PI / 6))
  })

  test('does not see what lies behind the lens', () => {
    expect(view(0, 0).project(3, 2, 3.5)).toBeUndefined()
  })

  test('finds every pixel again where it projected it from', () => {
    const degrees = (most: number) => fc.double({ min: -most, max: most, noNaN: true })
    const pixel = [fc.nat(319), fc.nat(199), fc.double({ min: 0.1, max: 10, noNaN: true })] as const
    fc.assert(
      fc.property(degrees(60), degrees(360), ...pixel, (tilt, heading, column, row, depth) => {
        const of = view(tilt, heading)
        const [x, y, z] = of.project(...place(of, column, row, depth))!
        expect(x).toBeCloseTo(column + 0.5, 6)
        expect(y).toBeCloseTo(row + 0.5, 6)
        expect(z).toBeCloseTo(depth, 6)
      }),
    )
  })

  test('at the horizon sees the sky in its upper half and the floor in its lower one', () => {
    const of = view(90, 0)
    const at = new Float64Array(2)
    expect(of.placeAt(155, 103, 0, at)).toBe(false)
    expect(of.placeAt(155, 105, 0, at)).toBe(true)
    expect(of.placeAt(155, 103, 5, at)).toBe(true)
  })

  test('turned clockwise about its view sees the floor turned the other way', () => {
    const [pose, roll] = [{ position: [3, 2] as [number, number], heightMetres: 3, tiltDegrees: 0 }, 90]
    const of = new View({ intrinsics, pose: { ...pose, headingDegrees: 0, rollDegrees: roll } })
    // Its upper edge now points where its right-hand edge pointed: against y.
    const [column, row] = of.project(3, 1, 0)!
    expect([column, row]).toEqual([expect.closeTo(155), expect.closeTo(104 - 140 / 3)])
  })

  test('finds the place at a height again whose pixel it is', () => {
    const between = (min: number, max: number) => fc.double({ min, max, noNaN: true })
    const distortion = { k1: -0.25, k2: 0.08, p1: 0.001, p2: -0.001, k3: 0 }
    const at = new Float64Array(2)
    const parts = [
      between(0, 100),
      between(-180, 180),
      between(-20, 20),
      between(-4, 10),
      between(-4, 8),
      between(0, 2),
    ]
    fc.assert(
      fc.property(fc.tuple(...parts), ([tiltDegrees, headingDegrees, rollDegrees, x, y, z]) => {
        const pose = { position: [3, 2] as [number, number], heightMetres: 3, tiltDegrees, headingDegrees, rollDegrees }
        const of = new View({ intrinsics, distortion, pose })
        const pixel = of.project(x, y, z)
        fc.pre(pixel !== undefined && pixel[2] > 0.1)
        fc.pre(Math.abs(pixel[0] - 160) < 300 && Math.abs(pixel[1] - 100) < 200)
        expect(of.placeAt(pixel[0], pixel[1], z, at)).toBe(true)
        expect(Math.hypot(at[0] - x, at[1] - y)).toBeLessThan(1e-4)
      }),
    )
  })
})
