import { describe, expect, test } from 'vitest'
import { examineSpots } from '../../../agent/floor/spots.ts'
import type { PointPair } from '../../../config/cameras.ts'
import { Pose } from '../../../config/optics.ts'
import { Random } from '../../../drivers/simulated/random.ts'
import { View } from '../../../drivers/view.ts'

const intrinsics = { width: 1280, height: 720, fx: 800, fy: 800, cx: 640, cy: 360 }

/** A camera and eight spots in its picture, clicked and measured as well as is expected of a technician. */
function calibration(random: Random): PointPair[] {
  const pose = Pose.parse({
    position: [0, 0],
    heightMetres: random.between(2.5, 5),
    tiltDegrees: random.between(25, 60),
    headingDegrees: random.between(-180, 180),
  })
  const view = new View({ intrinsics, pose })
  const at = new Float64Array(2)
  return Array.from({ length: 8 }, (_, i) => {
    const column = 160 + 320 * (i % 4) + random.between(-60, 60)
    const row = (i < 4 ? 400 : 630) + random.between(-60, 60)
    view.placeAt(column, row, 0, at)
    const off = (deviation: number) => deviation * random.normal()
    return { image: [column + off(2), row + off(2)], floor: [at[0] + off(0.02), at[1] + off(0.02)] }
  })
}
const many = (count: number) => {
  const random = new Random(3, 'spots')
  return Array.from({ length: count }, () => ({
    pairs: calibration(random),
    wrong: random.below(8),
    way: random.between(0, 6.28),
  }))
}
const share = (count: number, of: number) => count / of

describe('spots that are measured more often than is needed', () => {
  test('name the one that was measured a metre off, nearly always', () => {
    const all = many(100)
    const named = all.filter(({ pairs, wrong, way }) => {
      const { floor, image } = pairs[wrong]
      const spoilt = pairs.with(wrong, { image, floor: [floor[0] + Math.cos(way), floor[1] + Math.sin(way)] })
      try {
        return examineSpots(spoilt, undefined, 'eye').suspect === wrong
      } catch {
        return false
      }
    })
    expect(share(named.length, all.length)).toBeGreaterThan(0.9)
  })

  test('accuse none where all are as good as can be had, but for one calibration in twenty', () => {
    const all = many(500)
    const accused = all.filter(({ pairs }) => examineSpots(pairs, undefined, 'eye').suspect !== undefined)
    expect(share(accused.length, all.length)).toBeLessThan(0.08)
  })

  test('tell how far each is from what the others say', () => {
    const [{ pairs }] = many(1)
    const { floor, image } = pairs[2]
    const { leftOutMetres } = examineSpots(
      pairs.with(2, { image, floor: [floor[0] + 0.5, floor[1]] }),
      undefined,
      'eye',
    )
    expect(leftOutMetres![2]).toBeGreaterThan(0.3)
    expect(leftOutMetres![2]).toBeLessThan(0.7)
  })

  test('of four nothing can be told, of five nothing but the misses', () => {
    const [{ pairs }] = many(1)
    const four = [pairs[0], pairs[3], pairs[4], pairs[7]]
    expect(examineSpots(four, undefined, 'eye')).not.toHaveProperty('leftOutMetres')
    const five = examineSpots([...four, pairs[5]], undefined, 'eye')
    expect(five.leftOutMetres).toHaveLength(5)
    expect(five).not.toHaveProperty('suspect')
  })
})
