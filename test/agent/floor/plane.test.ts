import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { footOf, isCut, planeOf } from '../../../agent/floor/plane.ts'
import type { PointPair } from '../../../config/cameras.ts'
import { Distortion, Pose } from '../../../config/optics.ts'
import { Random } from '../../../drivers/simulated/random.ts'
import { View } from '../../../drivers/view.ts'
import { between, intrinsics, poses, wide } from './poses.ts'

const lenses = fc.constantFrom(undefined, wide)
/** In the lower two thirds, where every one of these cameras sees floor. */
const pixels = fc.tuple(between(50, 1230), between(240, 700))

/** A box whose lower edge has its middle at the pixel. */
const box = ([column, row]: readonly [number, number]) => Float32Array.of(column - 30, row - 200, 60, 200)
const optics = (distortion: Distortion | undefined) => ({ intrinsics, ...(distortion && { distortion }) })

describe('the foot of a box', () => {
  test('is where the camera of that pose would see it', () => {
    fc.assert(
      fc.property(poses(20, 10), lenses, pixels, (pose, distortion, pixel) => {
        const plane = planeOf({ id: 'eye', calibration: { ...optics(distortion), pose } })
        const at = new Float64Array(2)
        fc.pre(footOf(plane, box(pixel), 0, at))
        const [column, row] = new View({ ...optics(distortion), pose }).project(at[0], at[1], 0)!
        expect(Math.hypot(column - pixel[0], row - pixel[1])).toBeLessThan(1e-3)
      }),
    )
  })

  test('is the same by spots as by pose, also where the lens bends the picture', () => {
    fc.assert(
      fc.property(poses(20, 10), lenses, pixels, (pose, distortion, pixel) => {
        const posed = planeOf({ id: 'eye', calibration: { ...optics(distortion), pose } })
        const at = new Float64Array(2)
        const spots: PointPair[] = []
        for (const [column, row] of [
          [200, 300],
          [1100, 280],
          [1150, 690],
          [150, 700],
          [600, 500],
        ] as const)
          if (footOf(posed, box([column, row]), 0, at)) spots.push({ image: [column, row], floor: [at[0], at[1]] })
        fc.pre(spots.length === 5)
        const paired = planeOf({ id: 'eye', calibration: spots, lens: optics(distortion) })
        fc.pre(footOf(posed, box(pixel), 0, at))
        const [x, y] = at
        expect(footOf(paired, box(pixel), 0, at)).toBe(true)
        const away = Math.hypot(x - pose.position[0], y - pose.position[1], pose.heightMetres)
        expect(Math.hypot(at[0] - x, at[1] - y)).toBeLessThan(1e-3 * away ** 2)
      }),
    )
  })

  test('is nowhere above the horizon', () => {
    const level = planeOf({
      id: 'eye',
      calibration: { intrinsics, pose: Pose.parse({ position: [0, 0], heightMetres: 3, tiltDegrees: 90 }) },
    })
    const at = new Float64Array(2)
    expect(footOf(level, box([640, 359]), 0, at)).toBe(false)
    expect(footOf(level, box([640, 361]), 0, at)).toBe(true)
  })

  test('of somebody whom the picture cuts is put below their head, nearer than what it still shows', () => {
    const random = new Random(1, 'heads')
    const [at, edge] = [new Float64Array(2), new Float64Array(2)]
    let [byHead, byCut, count] = [0, 0, 0]
    for (let i = 0; i < 5000; i++) {
      const [heightMetres, tiltDegrees] = [random.between(2.4, 4), random.between(35, 65)]
      const pose = Pose.parse({ position: [0, 0], heightMetres, tiltDegrees, rollDegrees: random.between(-5, 5) })
      const view = new View({ intrinsics, pose })
      const [x, y, tall] = [random.between(0, 3), random.between(-2, 2), random.between(1.5, 1.9)]
      const [head, foot] = [view.project(x, y, tall), view.project(x, y, 0)]
      if (!head || !foot || foot[1] < 740 || head[1] < 20 || head[1] > 650 || Math.abs(head[0] - 640) > 600) continue
      const plane = planeOf({ id: 'eye', calibration: { intrinsics, pose } })
      const cut = Float32Array.of(head[0] - 40, head[1], 80, 720 - head[1])
      expect(isCut(plane, cut, 0)).toBe(true)
      expect(footOf(plane, cut, 0, at)).toBe(true)
      view.placeAt(head[0], 720, 0, edge)
      expect(Math.hypot(...at)).toBeLessThan(Math.hypot(...edge) + 1e-5)
      byHead += Math.hypot(at[0] - x, at[1] - y)
      byCut += Math.hypot(edge[0] - x, edge[1] - y)
      count++
    }
    expect(count).toBeGreaterThan(300)
    expect(byHead).toBeLessThan(0.5 * byCut)
  })

  test('is known to be cut where the box ends with the picture, if the height of that is known', () => {
    const pose = Pose.parse({ position: [0, 0], heightMetres: 3, tiltDegrees: 45 })
    const plane = planeOf({ id: 'eye', calibration: { intrinsics, pose } })
    expect(isCut(plane, box([640, 719]), 0)).toBe(true)
    expect(isCut(plane, box([640, 700]), 0)).toBe(false)
    expect(isCut({ kind: 'floor' }, box([640, 719]), 0)).toBe(false)
  })
})

test('a spot where the lens sees nothing is named', () => {
  const calibration = [0, 1, 2, 3].map(
    (i): PointPair => ({ image: [i === 2 ? 9000 : 400 + 100 * i, 300], floor: [i, i * i] }),
  )
  expect(() =>
    planeOf({ id: 'eye', calibration, lens: { intrinsics, distortion: Distortion.parse({ k1: -0.3 }) } }),
  ).toThrow(/eye gives no floor: spot 3 lies where its lens sees nothing/)
})
