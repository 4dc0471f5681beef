import { expect, test } from 'vitest'
import { footOf, planes } from '../../../agent/floor/plane.ts'
import { SPREAD, spreadOf, XX, XY, YY } from '../../../agent/floor/spread.ts'
import { Camera } from '../../../config/cameras.ts'
import { Random } from '../../../drivers/simulated/random.ts'

/** A camera 3 m up that looks along y, and sees spots from 3 m to 12 m away. */
const camera = Camera.parse({
  id: 'wall',
  feed: { driver: 'file', path: 'x.mp4' },
  calibration: [
    [-1, 3],
    [1, 3],
    [-3, 12],
    [3, 12],
    [0, 6],
  ].map(([x, y]) => ({ image: [320 + (500 * x) / y, 100 + (500 * 3) / y], floor: [x, y] })),
})
const plane = planes([camera], []).get('wall')!

/** The box of somebody 1.7 m tall who stands there. */
const box = (x: number, y: number) => {
  const foot = 100 + 1500 / y
  const height = 850 / y
  const width = height / 3
  return Float32Array.of(320 + (500 * x) / y - width / 2, foot - height, width, height)
}

test('is what errors of the foot in the picture become on the floor', () => {
  const random = new Random(1, 'spread')
  const at = new Float64Array(2)
  for (const [x, y] of [
    [0, 4],
    [1, 6],
    [-2, 9],
  ]) {
    const spread = new Float64Array(SPREAD)
    spreadOf(plane, box(x, y), 0, x, y, spread)
    let [xx, xy, yy] = [0, 0, 0]
    const draws = 20_000
    for (let i = 0; i < draws; i++) {
      const moved = box(x, y)
      moved[0] += 0.08 * moved[2] * random.normal()
      moved[1] += 0.04 * moved[3] * random.normal()
      footOf(plane, moved, 0, at)
      xx += (at[0] - x) ** 2 / draws
      xy += ((at[0] - x) * (at[1] - y)) / draws
      yy += (at[1] - y) ** 2 / draws
    }
    expect((spread[XX] - 0.0025) / xx).toBeCloseTo(1, 1)
    expect((spread[YY] - 0.0025) / yy).toBeCloseTo(1, 1)
    expect(Math.abs(spread[XY] - xy)).toBeLessThan(0.1 * Math.sqrt(xx * yy))
  }
})

test('grows with the distance from the camera, and is longest away from it', () => {
  const near = new Float64Array(SPREAD)
  const far = new Float64Array(SPREAD)
  spreadOf(plane, box(0, 4), 0, 0, 4, near)
  spreadOf(plane, box(0, 10), 0, 0, 10, far)
  expect(far[YY]).toBeGreaterThan(2 * near[YY])
  expect(far[YY]).toBeGreaterThan(2 * far[XX])
})

test('is the same everywhere on a floor that is seen from above', () => {
  const spread = new Float64Array(SPREAD)
  spreadOf({ kind: 'floor' }, Float32Array.of(3, 3, 0.4, 0.4), 0, 3.2, 3.2, spread)
  expect(spread[XX]).toBe(spread[YY])
  expect(spread[XY]).toBe(0)
})
