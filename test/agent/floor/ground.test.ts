import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fitGround } from '../../../agent/floor/ground.ts'
import { Random } from '../../../drivers/simulated/random.ts'
import { View } from '../../../drivers/view.ts'

const intrinsics = { width: 160, height: 120, fx: 90, fy: 90, cx: 80, cy: 60 }
const between = (min: number, max: number) => fc.double({ min, max, noNaN: true })
const position: [number, number] = [3, 2]

/** What a camera of this pose sees of a bare floor and a table that covers a share of the columns; noise as of a stereo camera. */
function picture(pose: { heightMetres: number; tiltDegrees: number; rollDegrees: number }, table = 0, noise = 0.0015) {
  const { width, height, right, down, axis, lens, focal, principal } = new View({
    intrinsics,
    pose: { position, headingDegrees: 70, ...pose },
  })
  const random = new Random(1, 'floor')
  return Uint16Array.from({ length: width * height }, (_, i) => {
    const [column, row] = [i % width, Math.floor(i / width)]
    const across = (column + 0.5 - principal[0]) / focal[0]
    const along = (row + 0.5 - principal[1]) / focal[1]
    const rise = axis[2] + across * right[2] + along * down[2]
    const depth = (column < table * width ? lens[2] - 0.75 : lens[2]) / -rise
    return depth > 0 && depth < 10 ? Math.max(0, 1000 * (depth + noise * depth * depth * random.normal())) : 0
  })
}
const thought = (heightMetres: number, tiltDegrees: number) => ({
  intrinsics,
  pose: { position, heightMetres, tiltDegrees, headingDegrees: 0 },
})

describe('the floor that a depth camera sees', () => {
  test('tells its height, tilt and lean, whatever it was thought to be', () => {
    const parts = [between(2.2, 5), between(-30, 40), between(-6, 6), between(-1, 1), between(-15, 15)]
    fc.assert(
      fc.property(fc.tuple(...parts), between(0, 0.4), ([height, tilt, roll, higher, further], table) => {
        const pose = { heightMetres: height, tiltDegrees: tilt, rollDegrees: roll }
        const found = fitGround(picture(pose, table), thought(height + higher, tilt + further))!
        expect(Math.abs(found.heightMetres - height)).toBeLessThan(0.03)
        expect(Math.abs(found.tiltDegrees - tilt)).toBeLessThan(0.6)
        const lean = (180 / Math.PI) * Math.asin(Math.sin((tilt * Math.PI) / 180) * Math.sin((roll * Math.PI) / 180))
        expect(Math.abs(found.leanDegrees - lean)).toBeLessThan(0.6)
      }),
      { numRuns: 20 },
    )
  })

  test('seems to lie flat at nothing under the right pose, and on a slope under a wrong one', () => {
    const seen = picture({ heightMetres: 3, tiltDegrees: 10, rollDegrees: 0 })
    const right = fitGround(seen, thought(3, 10))!
    expect(right.share).toBeGreaterThan(0.95)
    expect(Math.max(-right.lowMetres, right.highMetres)).toBeLessThan(0.05)
    const wrong = fitGround(seen, thought(3, 5))!
    expect(wrong.highMetres - wrong.lowMetres).toBeGreaterThan(0.15)
  })

  test('is not found in nothing, nor in what is no nearly level plane', () => {
    expect(fitGround(new Uint16Array(160 * 120), thought(3, 0))).toBeUndefined()
    expect(fitGround(picture({ heightMetres: 3, tiltDegrees: 0, rollDegrees: 0 }), thought(3, 60))).toBeUndefined()
  })
})
