import { SIDE } from './template.ts'

/** Why a crop is not good enough to be known by. Nothing else is said of it. */
export const REASONS = [
  'too-small',
  'cut-off',
  'turned-aside',
  'turned-up-or-down',
  'tilted',
  'too-dark',
  'too-bright',
  'too-flat',
  'blurred',
] as const
export type Reason = (typeof REASONS)[number]

/** What a crop must have. Angles are rough: they come from five or four points. */
export interface Standard {
  /** Pixels of the picture between the eyes. */
  readonly minEyes: number
  /** Share of the crop that lies in the picture. */
  readonly minCovered: number
  readonly maxYawDegrees: number
  readonly maxPitchDegrees: number
  readonly maxRollDegrees: number
  /** Mean brightness of the face, 0 … 255. */
  readonly minLight: number
  readonly maxLight: number
  /** Standard deviation of the brightness. */
  readonly minContrast: number
  /** Variance of the Laplacian, as a share of the variance of the brightness. */
  readonly minSharpness: number
}

/**
 * For a match. dlib's net falls off below 48 pixels a face, 20 between the eyes. The others are chosen, not fitted: loose, so that
 * they stop only what hardly shows a face.
 */
export const MATCH: Standard = {
  minEyes: 20,
  minCovered: 0.8,
  maxYawDegrees: 40,
  maxPitchDegrees: 35,
  maxRollDegrees: 45,
  minLight: 40,
  maxLight: 225,
  minContrast: 15,
  minSharpness: 0.002,
}

/** For a template, where the member can be asked to look again: chosen, not fitted. The net sees 53 pixels between the eyes. */
export const ENROL: Standard = {
  minEyes: 50,
  minCovered: 0.95,
  maxYawDegrees: 20,
  maxPitchDegrees: 20,
  maxRollDegrees: 20,
  minLight: 60,
  maxLight: 205,
  minContrast: 22,
  minSharpness: 0.006,
}

/** For photographs of which somebody else has said that they are good enough. */
export const ANYTHING: Standard = {
  minEyes: 1,
  minCovered: 0,
  maxYawDegrees: 90,
  maxPitchDegrees: 90,
  maxRollDegrees: 180,
  minLight: 0,
  maxLight: 255,
  minContrast: 0,
  minSharpness: 0,
}

/** How a crop was seen. */
export interface Quality {
  eyes: number
  covered: number
  yawDegrees: number
  pitchDegrees: number
  rollDegrees: number
  light: number
  contrast: number
  sharpness: number
}

/** The tip of the nose lies about this far before the plane of eyes and mouth, in distances between the eyes (40 of 63 mm). */
const NOSE = 0.63
/** From the eyes to the mouth in the same measure, and where between them the nose is when one looks straight ahead. */
const MOUTH = 1.07
const LEVEL = 0.53
/** Borders of the part of a crop that is face whatever the hair does. */
const NEAR = Math.round(0.2 * SIDE)
const FAR = SIDE - NEAR
const DEGREES = 180 / Math.PI

/** Leaves in `into` how the head is held, by x y pairs of the eyes, the nose and the mouth (its corners, or its middle alone). */
export function measurePose(points: ArrayLike<number>, count: number, into: Quality): void {
  const [rx, ry, lx, ly, nx, ny] = [points[0], points[1], points[2], points[3], points[4], points[5]]
  const corners = count >= 10
  const mx = corners ? (points[6] + points[8]) / 2 : points[6]
  const my = corners ? (points[7] + points[9]) / 2 : points[7]
  const [ax, ay] = [lx - rx, ly - ry]
  const eyes = Math.hypot(ax, ay)
  const [ex, ey] = [(rx + lx) / 2, (ry + ly) / 2]
  const along = (x: number, y: number) => (x * ax + y * ay) / eyes ** 2
  const across = (x: number, y: number) => (y * ax - x * ay) / eyes ** 2
  const middle = LEVEL * along(mx - ex, my - ey)
  const down = across(mx - ex, my - ey)
  into.eyes = eyes
  into.rollDegrees = Math.atan2(ay, ax) * DEGREES
  into.yawDegrees = angle((along(nx - ex, ny - ey) - middle) / NOSE)
  into.pitchDegrees = angle(((across(nx - ex, ny - ey) / down - LEVEL) * MOUTH) / NOSE)
}

/** Brightness of that part and of its neighbours, times BRIGHT. */
const WIDE = FAR - NEAR + 2
const brightness = new Int32Array(WIDE * WIDE)
const [RED, GREEN, BLUE] = [77, 150, 29]
const BRIGHT = RED + GREEN + BLUE

/** Leaves in `into` light, contrast and sharpness of the middle of a crop; sharp is what has a Laplacian that varies. */
export function measureLight(crop: Uint8Array, at: number, into: Quality): void {
  for (let y = NEAR - 1, k = 0; y <= FAR; y++)
    for (let x = NEAR - 1, i = at + (y * SIDE + x) * 3; x <= FAR; x++, i += 3)
      brightness[k++] = RED * crop[i] + GREEN * crop[i + 1] + BLUE * crop[i + 2]
  let [sum, squares, edges, edgeSquares] = [0, 0, 0, 0]
  for (let y = 1; y < WIDE - 1; y++)
    for (let k = y * WIDE + 1; k < (y + 1) * WIDE - 1; k++) {
      const value = brightness[k]
      const edge = brightness[k - 1] + brightness[k + 1] + brightness[k - WIDE] + brightness[k + WIDE] - 4 * value
      sum += value
      squares += value * value
      edges += edge
      edgeSquares += edge * edge
    }
  brightness.fill(0)
  const count = (WIDE - 2) ** 2
  const variance = Math.max(squares / count - (sum / count) ** 2, 0) / BRIGHT ** 2
  into.light = sum / count / BRIGHT
  into.contrast = Math.sqrt(variance)
  into.sharpness = Math.max(edgeSquares / count - (edges / count) ** 2, 0) / BRIGHT ** 2 / Math.max(variance, 1)
}

/** What a crop lacks; nothing where it is good enough. What is no number is lacking. */
export function lacking(seen: Quality, wanted: Standard): Reason[] {
  const least: readonly (readonly [Reason, boolean])[] = [
    ['too-small', seen.eyes >= wanted.minEyes],
    ['cut-off', seen.covered >= wanted.minCovered],
    ['turned-aside', Math.abs(seen.yawDegrees) <= wanted.maxYawDegrees],
    ['turned-up-or-down', Math.abs(seen.pitchDegrees) <= wanted.maxPitchDegrees],
    ['tilted', Math.abs(seen.rollDegrees) <= wanted.maxRollDegrees],
    ['too-dark', seen.light >= wanted.minLight],
    ['too-bright', seen.light <= wanted.maxLight],
    ['too-flat', seen.contrast >= wanted.minContrast],
    ['blurred', seen.sharpness >= wanted.minSharpness],
  ]
  return least.filter(([, isEnough]) => !isEnough).map(([reason]) => reason)
}

/** How much a crop counts beside others of the same face, 0 … 1: full size, straight and sharp counts most. */
export function worth({ eyes, covered, yawDegrees, pitchDegrees, sharpness }: Quality): number {
  const straight = Math.cos(yawDegrees / DEGREES) * Math.cos(pitchDegrees / DEGREES)
  return Math.min(eyes / 53, 1) * covered * straight ** 2 * Math.min(sharpness / ENROL.minSharpness, 1)
}

function angle(sine: number): number {
  return Math.asin(Math.min(Math.max(sine, -1), 1)) * DEGREES
}
