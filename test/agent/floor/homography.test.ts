import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fitHomography, project } from '../../../agent/floor/homography.ts'
import type { PointPair } from '../../../config/cameras.ts'

/** A camera at a height that looks down at a tilt, as a pinhole: the homography from the physics, not from points. */
function camera(height: number, tilt: number, heading: number, focal: number) {
  const [s, c, sh, ch] = [Math.sin(tilt), Math.cos(tilt), Math.sin(heading), Math.cos(heading)]
  return (u: number, v: number): [number, number] => {
    const [right, down] = [(u - 640) / focal, (v - 360) / focal]
    const reach = height / (s + down * c)
    const [ahead, aside] = [reach * (c - down * s), reach * right]
    return [5 + ahead * ch + aside * sh, 3 + ahead * sh - aside * ch]
  }
}
const cameras = fc
  .record({
    height: fc.double({ min: 2, max: 6, noNaN: true }),
    tilt: fc.double({ min: 0.5, max: 1.4, noNaN: true }),
    heading: fc.double({ min: 0, max: 6.28, noNaN: true }),
    focal: fc.double({ min: 700, max: 1500, noNaN: true }),
  })
  .map(({ height, tilt, heading, focal }) => camera(height, tilt, heading, focal))
const CORNERS: [number, number][] = [
  [100, 300],
  [1200, 320],
  [1100, 700],
  [150, 680],
]
const pixel = fc.tuple(fc.double({ min: 0, max: 1280, noNaN: true }), fc.double({ min: 280, max: 720, noNaN: true }))

describe('a homography', () => {
  test('is recovered from four spots of any camera, and then right everywhere in its picture', () => {
    fc.assert(
      fc.property(cameras, pixel, (floorOf, [u, v]) => {
        const { homography, residualsMetres } = fitHomography(
          CORNERS.map(image => ({ image, floor: floorOf(...image) })),
        )
        expect(Math.max(...residualsMetres)).toBeLessThan(1e-6)
        const at = new Float64Array(2)
        expect(project(homography, u, v, at)).toBe(true)
        const [x, y] = floorOf(u, v)
        expect(Math.hypot(at[0] - x, at[1] - y)).toBeLessThan(1e-5 * Math.hypot(x, y, 1))
      }),
    )
  })

  test('evens out noise over many spots, and names the spot that is wrong', () => {
    const floorOf = camera(3, 0.9, 0.4, 1000)
    const pairs: PointPair[] = [...CORNERS, ...CORNERS.map(([u, v]): [number, number] => [u / 2 + 300, v / 2 + 240])]
      .map(image => ({ image, floor: floorOf(...image) }))
      .map((pair, i) => (i === 5 ? { ...pair, floor: [pair.floor[0] + 1, pair.floor[1]] as [number, number] } : pair))
    const { residualsMetres } = fitHomography(pairs)
    expect(residualsMetres.indexOf(Math.max(...residualsMetres))).toBe(5)
    expect(residualsMetres[5]).toBeGreaterThan(0.3)
  })

  test('places nothing above the horizon', () => {
    const floorOf = camera(3, 0.6, 0, 1000)
    const { homography } = fitHomography(CORNERS.map(image => ({ image, floor: floorOf(...image) })))
    const horizon = 360 - 1000 * Math.tan(0.6)
    const at = new Float64Array(2)
    expect(project(homography, 640, horizon + 1, at)).toBe(true)
    expect(project(homography, 640, horizon - 1, at)).toBe(false)
  })
})

describe('a calibration that settles nothing is refused', () => {
  const square: PointPair[] = CORNERS.map(image => ({ image, floor: camera(3, 0.9, 0, 1000)(...image) }))
  const refused = (pairs: PointPair[]) => expect(() => fitHomography(pairs, 'door'))
  const with3 = (pair: Partial<PointPair>) => [...square.slice(0, 3), { ...square[3], ...pair }]

  test('three spots', () => refused(square.slice(0, 3)).toThrow(/door gives no floor: it has 3 spots/))
  test('one spot four times', () => refused([0, 0, 0, 0].map(i => square[i])).toThrow(/all its spots are one/))
  test('three of four in a line of the floor', () => {
    const [a, b] = [square[0].floor, square[1].floor]
    refused(with3({ floor: [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2] })).toThrow(/in a line/)
  })
  test('three of four in a line of the picture', () => refused(with3({ image: [650, 310] })).toThrow(/in a line/))
  test('all in a line of both', () =>
    refused(
      [0, 1, 2, 3, 4].map(i => ({
        image: [100 * i, 50 * i] as [number, number],
        floor: [i, 2 * i] as [number, number],
      })),
    ).toThrow(/in a line/))
  test('two spots swapped', () => {
    const [a, b, c, d] = square
    refused([a, b, { ...c, floor: d.floor }, { ...d, floor: c.floor }]).toThrow(/horizon/)
  })
  test('a coordinate that is no number', () => refused(with3({ floor: [Number.NaN, 1] })).toThrow(/not a number/))

  test('whatever the numbers are, it is a homography or a refusal', () => {
    const point = fc.tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -3, max: 3 }))
    fc.assert(
      fc.property(fc.array(fc.record({ image: point, floor: point }), { maxLength: 8 }), pairs => {
        let fit: ReturnType<typeof fitHomography>
        try {
          fit = fitHomography(pairs)
        } catch (thrown) {
          expect(thrown).toMatchObject({ code: 'CALIBRATION_UNFIT' })
          return
        }
        expect(fit.homography.every(Number.isFinite)).toBe(true)
        expect(fit.residualsMetres.every(Number.isFinite)).toBe(true)
      }),
    )
  })
})
