import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { solvePose } from '../../../agent/floor/pose.ts'
import type { PointPair } from '../../../config/cameras.ts'
import { type Optics, Pose } from '../../../config/optics.ts'
import { Random } from '../../../drivers/simulated/random.ts'
import { View } from '../../../drivers/view.ts'
import { between, intrinsics, poses, wide } from './poses.ts'

const PIXELS = [
  [200, 330],
  [1100, 300],
  [1150, 690],
  [150, 680],
  [600, 500],
  [900, 400],
  [350, 560],
] as const

/** What a technician would write down who clicks on those pixels, with so much noise on clicks and tape. */
function spots(optics: Optics, pose: Pose, noise: readonly number[] = [], click = 0, tape = 0): PointPair[] {
  const view = new View({ ...optics, pose })
  const at = new Float64Array(2)
  return PIXELS.flatMap(([column, row], i) => {
    const [a, b, c, d] = [0, 1, 2, 3].map(k => noise[4 * i + k] ?? 0)
    return view.placeAt(column, row, 0, at)
      ? [{ image: [column + click * a, row + click * b], floor: [at[0] + tape * c, at[1] + tape * d] } as PointPair]
      : []
  })
}
const turn = (a: number, b: number) => Math.abs(((((a - b) % 360) + 540) % 360) - 180)

describe('a pose', () => {
  test('is found again from the spots that a camera of that pose sees', () => {
    fc.assert(
      fc.property(poses(15, 15), fc.boolean(), (pose, bends) => {
        const optics = { intrinsics, ...(bends && { distortion: wide }) }
        const pairs = spots(optics, pose)
        fc.pre(pairs.length === PIXELS.length)
        const { pose: found, missedPixels } = solvePose(pairs, optics)
        expect(Math.max(...missedPixels)).toBeLessThan(1e-4)
        expect(Math.hypot(found.position[0] - pose.position[0], found.position[1] - pose.position[1])).toBeLessThan(
          1e-3,
        )
        expect(found.heightMetres).toBeCloseTo(pose.heightMetres, 3)
        expect(found.tiltDegrees).toBeCloseTo(pose.tiltDegrees, 2)
        expect(turn(found.headingDegrees, pose.headingDegrees)).toBeLessThan(0.01)
        expect(turn(found.rollDegrees, pose.rollDegrees)).toBeLessThan(0.01)
      }),
    )
  })

  test('is found with its focal length where the view leans enough to tell', () => {
    fc.assert(
      fc.property(poses(15, 15), between(0.5, 1.6), (pose, widths) => {
        fc.pre(pose.tiltDegrees > 30)
        const truth = { intrinsics: { ...intrinsics, fx: 1280 * widths, fy: 1280 * widths } }
        const pairs = spots(truth, pose)
        fc.pre(pairs.length === PIXELS.length)
        const found = solvePose(pairs, { intrinsics }, { focal: 'unknown' })
        expect(found.optics.intrinsics.fx / (1280 * widths)).toBeCloseTo(1, 3)
        expect(found.pose.heightMetres).toBeCloseTo(pose.heightMetres, 2)
      }),
    )
  })

  test('straight down is found, with the turn of the picture told as heading', () => {
    const pose = Pose.parse({ position: [2, 3], heightMetres: 3, headingDegrees: 40 })
    const { pose: found } = solvePose(spots({ intrinsics }, pose), { intrinsics })
    expect(found).toMatchObject({
      heightMetres: expect.closeTo(3, 6),
      headingDegrees: expect.closeTo(40, 4),
      rollDegrees: 0,
    })
    expect(found.tiltDegrees).toBeCloseTo(0, 4)
  })

  test('keeps what was measured otherwise', () => {
    const pose = Pose.parse({ position: [2, 3], heightMetres: 3, tiltDegrees: 50, headingDegrees: 40 })
    const { pose: found, missedPixels } = solvePose(
      spots({ intrinsics }, pose),
      { intrinsics },
      { held: { heightMetres: 3.1 } },
    )
    expect(found.heightMetres).toBe(3.1)
    expect(Math.max(...missedPixels)).toBeGreaterThan(1)
  })

  test('is as uncertain as it says: the truth lies within two standard errors in most of many noisy calibrations', () => {
    const pose = Pose.parse({
      position: [1, 2],
      heightMetres: 3.2,
      tiltDegrees: 55,
      headingDegrees: 20,
      rollDegrees: 2,
    })
    let [within, asked] = [0, 0]
    const random = new Random(5, 'clicks')
    for (let i = 0; i < 300; i++) {
      const noise = Array.from({ length: 4 * PIXELS.length }, () => random.normal())
      const { pose: found, errors } = solvePose(spots({ intrinsics }, pose, noise, 2), { intrinsics })
      for (const name of ['heightMetres', 'tiltDegrees', 'rollDegrees'] as const) {
        asked++
        if (Math.abs(found[name] - pose[name]) < 2 * errors![name]!) within++
      }
    }
    expect(within / asked).toBeGreaterThan(0.88)
    expect(within / asked).toBeLessThan(0.99)
  })

  test('whatever the spots are, there is an answer or a refusal', () => {
    const point = fc.tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -3, max: 3 }))
    fc.assert(
      fc.property(fc.array(fc.record({ image: point, floor: point }), { maxLength: 8 }), pairs => {
        try {
          const { pose } = solvePose(pairs, { intrinsics })
          expect(Object.values(pose).flat().every(Number.isFinite)).toBe(true)
        } catch (thrown) {
          expect(thrown).toMatchObject({ code: 'CALIBRATION_UNFIT' })
        }
      }),
    )
  })
})
