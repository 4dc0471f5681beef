import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { View } from '../../../drivers/depth/pose.ts'

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
})
