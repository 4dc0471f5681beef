import { z } from 'zod'
import { Point } from './shapes.ts'

/** The pinhole camera that a lens is measured against. The centre of the first pixel lies at (½, ½). */
export const Intrinsics = z.strictObject({
  width: z.int().positive().describe('Pixels.'),
  height: z.int().positive().describe('Pixels.'),
  fx: z.number().positive().describe('Focal length, pixels.'),
  fy: z.number().positive().describe('Focal length, pixels.'),
  cx: z.number().describe('Principal point, pixels.'),
  cy: z.number().describe('Principal point, pixels.'),
})
export type Intrinsics = z.infer<typeof Intrinsics>

/** How a lens bends straight lines (Brown 1966), with the coefficients in the meaning that OpenCV gives them. */
export const Distortion = z.strictObject({
  k1: z.number().default(0).describe('Radial; negative where straight lines bulge outwards, as in wide angles.'),
  k2: z.number().default(0).describe('Radial.'),
  p1: z.number().default(0).describe('Tangential.'),
  p2: z.number().default(0).describe('Tangential.'),
  k3: z.number().default(0).describe('Radial.'),
})
export type Distortion = z.infer<typeof Distortion>

/** A lens as it was measured: by its maker, or with a chessboard. */
export const Optics = z.strictObject({
  intrinsics: Intrinsics.describe('Of the picture as it is delivered.'),
  distortion: Distortion.optional().describe('Without it, straight lines are straight in the picture.'),
})
export type Optics = z.infer<typeof Optics>

const place = {
  position: Point.describe('Spot on the floor plan above which the camera hangs, metres.'),
  heightMetres: z.number().positive().describe('Lens above the floor.'),
}
const headingDegrees = z
  .number()
  .default(0)
  .describe("Direction on the plan of the picture's upper edge, from the plan's x axis towards its y axis.")

/** Where a camera hangs that looks down from the ceiling. */
export const OverheadPose = z.strictObject({
  ...place,
  tiltDegrees: z
    .number()
    .min(-60)
    .max(60)
    .default(0)
    .describe('0 looks straight down; positive lifts the view towards the heading.'),
  headingDegrees,
})
export type OverheadPose = z.infer<typeof OverheadPose>

/** Where a camera hangs that looks across the floor. */
export const Pose = z.strictObject({
  ...place,
  tiltDegrees: z
    .number()
    .min(-60)
    .max(100)
    .default(0)
    .describe('0 looks straight down, 90 at the horizon in the direction of the heading.'),
  headingDegrees,
  rollDegrees: z
    .number()
    .min(-180)
    .max(180)
    .default(0)
    .describe(
      'Turn of the camera about its view; positive is clockwise for somebody behind it who looks the same way.',
    ),
})
export type Pose = z.infer<typeof Pose>
