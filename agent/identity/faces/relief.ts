import type { Intrinsics } from '../../../config/optics.ts'
import type { DepthFrame } from '../../../drivers/frame.ts'
import { dent, fitted, type Surface } from './surface.ts'

/**
 * Whether what a depth camera sees is a face or a picture of one. `unknown`: too little was measured, or it is neither the one nor
 * the other for sure.
 */
export type Liveness = 'live' | 'flat' | 'unknown'

/** Pixels of the depth picture: right eye, left eye, tip of the nose, and both corners of the mouth or its middle twice. */
export type Landmarks = Float64Array

/**
 * The tip of the nose stands well before where the nose begins beneath it (21 mm on average in 300 Egyptian men,
 * doi 10.1007/s00266-018-1197-8), of women and children less. A sheet of paper has nothing
 * of the kind, however it is bent: whatever bends along straight lines has no tip. Both limits are chosen, with room on either side;
 * between the two nobody is sure.
 */
const LIVE_MM = 8
const FLAT_MM = 4
/** Between the pupils of almost all adults lie 45 to 80 mm, from 40 of children on (Dodgson, SPIE 5291, 2004). Landmarks and depth are a little off. */
const EYES_MM = [38, 84] as const
/** Structured light and time of flight scatter by more than this where the nose can no longer be measured. */
const MAX_SCATTER_MM = 6
const LEAST_POINTS = 120
const LEAST_SHARE = 0.5
/** What lies farther from the middle of the face is hair, hand or wall. */
const DEEP_MM = 90
/** Half the width of the field in which points are taken, and half that of what is left out around the nose, in distances of eyes. */
const WIDE = 0.75
const NOSE_WIDE = 0.3
/** Points around a spot whose median stands for it. */
const SPOT = 0.16
const LEAST_SPOT = 5

/**
 * Judges relief, in millimetres as they are: scale is known, so a small nose of a large picture counts for nothing. A smooth bent
 * surface (z = a + bx + cy + dx² + exy + fy², robustly) is laid through the face without the nose. A nose stands before it, and
 * before the bridge: a bent photograph follows it, and a folded one stands out at the bridge as much as at the tip.
 * The picture and the landmarks must have been brought into register. No pixel is kept.
 */
export function relief(
  { width, height, millimetres }: Pick<DepthFrame, 'width' | 'height' | 'millimetres'>,
  { fx, fy, cx, cy }: Intrinsics,
  landmarks: Landmarks,
): Liveness {
  const [rx, ry, lx, ly, nx, ny, ax, ay, bx, by] = landmarks
  const eyes = Math.hypot(lx - rx, ly - ry)
  if (!(eyes > 4)) return 'unknown'
  const [ux, uy] = [(lx - rx) / eyes, (ly - ry) / eyes]
  const [ex, ey, mx, my] = [(rx + lx) / 2, (ry + ly) / 2, (ax + bx) / 2, (ay + by) / 2]
  const down = (mx - ex) * -uy + (my - ey) * ux
  if (!(down > eyes / 3)) return 'unknown'

  const reach = Math.ceil(eyes * 2)
  const [left, top] = [Math.max(Math.floor(ex - reach), 0), Math.max(Math.floor(ey - reach), 0)]
  const [right, bottom] = [Math.min(Math.ceil(ex + reach), width - 1), Math.min(Math.ceil(ey + reach), height - 1)]
  const points: number[] = []
  let looked = 0
  for (let y = top; y <= bottom; y++)
    for (let x = left; x <= right; x++) {
      const [dx, dy] = [x + 0.5 - ex, y + 0.5 - ey]
      const across = (dx * ux + dy * uy) / eyes
      const along = (dy * ux - dx * uy) / down
      if (Math.abs(across) > WIDE || along < -0.3 || along > 1.15) continue
      looked++
      const z = millimetres[y * width + x]
      if (z > 0) points.push(((x + 0.5 - cx) * z) / fx, ((y + 0.5 - cy) * z) / fy, z, across, along)
    }
  const middle = median(points.filter((_, i) => i % POINT === Z))
  const face = near(points, middle)
  if (face.length / POINT < Math.max(LEAST_POINTS, LEAST_SHARE * looked)) return 'unknown'
  const millimetresApart = (eyes * middle) / fx
  if (millimetresApart < EYES_MM[0] || millimetresApart > EYES_MM[1]) return 'unknown'

  const surface = fitted(without(face))
  if (!surface || surface.scatterMm > MAX_SCATTER_MM) return 'unknown'
  const spot = (sx: number, sy: number) => {
    const [dx, dy] = [sx - ex, sy - ey]
    return heightAt(face, surface, (dx * ux + dy * uy) / eyes, (dy * ux - dx * uy) / down)
  }
  const tip = spot(nx, ny)
  const bridge = spot(ex, ey)
  if (tip === undefined || bridge === undefined) return 'unknown'
  const sure = Math.min(tip, tip - bridge)
  if (sure >= LIVE_MM) return 'live'
  return sure <= FLAT_MM ? 'flat' : 'unknown'
}

/** Numbers of a point: millimetres of the camera, then its place on the face: 0 between the eyes, along 1 at the mouth. */
const POINT = 5
const Z = 2
const ACROSS = 3
const ALONG = 4

function near(points: readonly number[], middle: number): number[] {
  const kept: number[] = []
  for (let i = 0; i < points.length; i += POINT)
    if (Math.abs(points[i + Z] - middle) <= DEEP_MM) for (let k = 0; k < POINT; k++) kept.push(points[i + k])
  return kept
}

/** Points of the face beside the nose, x y z. */
function without(face: readonly number[]): Float64Array {
  const kept: number[] = []
  for (let i = 0; i < face.length; i += POINT) {
    const isNose = Math.abs(face[i + ACROSS]) < NOSE_WIDE && face[i + ALONG] > -0.2 && face[i + ALONG] < 0.85
    if (!isNose) kept.push(face[i], face[i + 1], face[i + Z])
  }
  return Float64Array.from(kept)
}

/** How far before the surface the face lies around a spot. Undefined where too little was measured. */
function heightAt(face: readonly number[], surface: Surface, across: number, along: number): number | undefined {
  const heights: number[] = []
  for (let i = 0; i < face.length; i += POINT)
    if (Math.hypot(face[i + ACROSS] - across, face[i + ALONG] - along) < SPOT)
      heights.push(dent(surface, face[i], face[i + 1], face[i + Z]))
  return heights.length < LEAST_SPOT ? undefined : median(heights)
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1]
}
