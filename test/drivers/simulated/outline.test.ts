import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Posed } from '../../../config/cameras.ts'
import { Lens } from '../../../drivers/lens.ts'
import { type Body, eachPart } from '../../../drivers/simulated/body.ts'
import { frameBody } from '../../../drivers/simulated/outline.ts'
import { View } from '../../../drivers/view.ts'

const bodies = fc.record({
  id: fc.constant(1),
  height: fc.double({ min: 1.1, max: 1.95, noNaN: true }),
  x: fc.double({ min: -2, max: 6, noNaN: true }),
  y: fc.double({ min: 1, max: 8, noNaN: true }),
  velocityX: fc.double({ min: -1, max: 1, noNaN: true }),
  velocityY: fc.double({ min: -1, max: 1, noNaN: true }),
  facing: fc.double({ min: -3, max: 3, noNaN: true }),
  stride: fc.double({ min: 0, max: 6, noNaN: true }),
})
const cameras = fc.record({ tilt: fc.integer({ min: 10, max: 90 }), roll: fc.integer({ min: -30, max: 30 }) })

test('the box just holds every point of the body, whichever way the camera looks', () => {
  fc.assert(
    fc.property(bodies, cameras, (body, { tilt, roll }) => {
      const optics = camera(tilt, roll)
      const [view, lens] = [new View(optics), new Lens(optics)]
      const box = new Float64Array(4)
      fc.pre(frameBody(body, view, lens, box))
      const [left, top, right, bottom] = slowly(body, view)
      const [wide, tall] = [right - left, bottom - top]
      // So many points on each ellipsoid miss its rim by less than a hundredth.
      for (const [fast, slow] of [
        [box[0]!, left],
        [box[1]!, top],
      ] as const) {
        expect(fast).toBeLessThanOrEqual(slow + 1e-6)
        expect(fast).toBeGreaterThan(slow - 0.01 * Math.max(wide, tall))
      }
      for (const [fast, slow] of [
        [box[2]!, right],
        [box[3]!, bottom],
      ] as const) {
        expect(fast).toBeGreaterThanOrEqual(slow - 1e-6)
        expect(fast).toBeLessThan(slow + 0.01 * Math.max(wide, tall))
      }
    }),
    { numRuns: 60 },
  )
})

test('nobody behind the lens has a box', () => {
  const optics = camera(90, 0)
  const box = new Float64Array(4)
  const behind = { ...fc.sample(bodies, 1)[0]!, x: 2, y: -3 }
  expect(frameBody(behind, new View(optics), new Lens(optics), box)).toBe(false)
})

test('a lens that bends moves the box with it, and what it does not see has none', () => {
  const straight = camera(70, 0)
  const bent = { ...straight, distortion: { k1: -0.3, k2: 0, p1: 0, p2: 0, k3: 0 } }
  const body = { ...fc.sample(bodies, 1)[0]!, x: 4.5, y: 5 }
  const [plain, moved] = [new Float64Array(4), new Float64Array(4)]
  expect(frameBody(body, new View(straight), new Lens(straight), plain)).toBe(true)
  expect(frameBody(body, new View(bent), new Lens(bent), moved)).toBe(true)
  // It squeezes the picture towards its middle.
  expect(moved[2]!).toBeLessThan(plain[2]! - 5)
  expect(frameBody({ ...body, x: 40, y: 1 }, new View(bent), new Lens(bent), moved)).toBe(false)
})

function camera(tiltDegrees: number, rollDegrees: number): Posed {
  return Posed.parse({
    intrinsics: { width: 640, height: 480, fx: 400, fy: 400, cx: 320, cy: 240 },
    pose: { position: [2, -1], heightMetres: 2.8, tiltDegrees, headingDegrees: 90, rollDegrees },
  })
}

/** The bounds of 32 × 64 points on each ellipsoid. */
function slowly(body: Body, view: View): number[] {
  const box = [Infinity, Infinity, -Infinity, -Infinity]
  eachPart(body, view, (centre, axes) => {
    const halves = axes.map(([x, y, z]) => [x, y, z].map(value => value / (x * x + y * y + z * z)))
    for (let i = 0; i <= 32; i++) {
      for (let j = 0; j < 64; j++) {
        const [polar, around] = [(i / 32) * Math.PI, (j / 32) * Math.PI]
        const unit = [Math.sin(polar) * Math.cos(around), Math.sin(polar) * Math.sin(around), Math.cos(polar)]
        const [x, y, z] = [0, 1, 2].map(k => centre[k]! + unit.reduce((sum, u, n) => sum + u * halves[n]![k]!, 0))
        const pixel = [view.principal[0] + (view.focal[0] * x!) / z!, view.principal[1] + (view.focal[1] * y!) / z!]
        for (const side of [0, 1]) {
          box[side] = Math.min(box[side]!, pixel[side]!)
          box[side + 2] = Math.max(box[side + 2]!, pixel[side]!)
        }
      }
    }
  })
  return box
}
