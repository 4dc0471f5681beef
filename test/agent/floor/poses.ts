import fc from 'fast-check'
import { Distortion, Pose } from '../../../config/optics.ts'

/** A camera of a shop, and a lens that bends its picture. */
export const intrinsics = { width: 1280, height: 720, fx: 800, fy: 800, cx: 640, cy: 360 }
export const wide = Distortion.parse({ k1: -0.28, k2: 0.09, p1: 0.0004 })

export const between = (min: number, max: number) => fc.double({ min, max, noNaN: true })

/** Where it may hang, tilted by at least so much and rolled by at most so much. */
export const poses = (leastTilt: number, mostRoll: number) =>
  fc
    .record({
      position: fc.tuple(between(-5, 5), between(-5, 5)),
      heightMetres: between(2.2, 6),
      tiltDegrees: between(leastTilt, 65),
      headingDegrees: between(-180, 180),
      rollDegrees: between(-mostRoll, mostRoll),
    })
    .map(pose => Pose.parse(pose))
