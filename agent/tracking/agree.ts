import type { Along } from './fit.ts'
import {
  begin,
  correct,
  fading,
  HEIGHT,
  P00,
  P01,
  P11,
  POS,
  predict,
  steady,
  TRACK,
  VEL,
  WIDTH,
  X,
  Y,
} from './kalman.ts'
import { doubt, LIMBS, LIMBS_SECONDS, MEASURED, MEASURED_SIDE, SWING, WALK } from './noise.ts'
import type { Piece } from './piece.ts'

/**
 * How quickly people change their pace over seconds: sizes / s^1.5. Calmer than from picture to picture, where a filter has to follow
 * every step.
 */
const CALM = 0.3
/** People do what was not foreseen more often than a normal distribution says: Student's t of so many degrees of freedom. */
const FREEDOM = 2
/** Of the variance of a place, so much is left whatever else is known. */
const LEAST = 1e-3
/** Nothing goes along with anything, where that was not learned. */
export const APART: Along = { alongX: 0, alongY: 0 }
/** Place and velocity along x and y, width, height. */
const AXES = 6

/** Where somebody was at one end of a piece, and how they moved there, by all of that piece. */
export interface End {
  readonly atMs: number
  /** In the layout of kalman.ts. Velocities are those of the direction in which time was followed. */
  readonly state: Float64Array
  /** Width · height of the last box. */
  readonly area: number
}

/** The last moment of a piece; or, followed backwards in time, the first. */
export function end(piece: Piece, backwards: boolean): End {
  const state = new Float64Array(TRACK)
  let before = piece.at(backwards ? -1 : 0)!
  for (let k = 0; k < piece.length; k++) {
    const row = piece[backwards ? piece.length - 1 - k : k]!
    const [x, y, width, height] = row.box
    const area = width * height
    const times = area * doubt(row.score)
    const [r, side] = [MEASURED * MEASURED * times, MEASURED_SIDE * MEASURED_SIDE * times]
    if (k === 0) {
      begin(state, X, x + width / 2, r, WALK * WALK * area)
      begin(state, Y, y + height / 2, r, WALK * WALK * area)
      begin(state, WIDTH, width, side, SWING * SWING * area)
      begin(state, HEIGHT, height, side, SWING * SWING * area)
    } else {
      move(state, Math.abs(row.atMs - before.atMs) / 1000, area)
      correct(state, X, x + width / 2, r)
      correct(state, Y, y + height / 2, r)
      correct(state, WIDTH, width, side)
      correct(state, HEIGHT, height, side)
    }
    before = row
  }
  return { atMs: before.atMs, state, area: before.box[2] * before.box[3] }
}

/**
 * Log density, in units of a box's size, of two ends being one person who was out of sight between: of what is foreseen from the
 * earlier one, place and velocity, against what is looked back to from the later one.
 */
export function agree(earlier: End, later: End, along: Along = APART): number {
  const area = Math.sqrt(earlier.area * later.area)
  const s = earlier.state.slice()
  move(s, (later.atMs - earlier.atMs) / 1000, area)
  const x = apart(s, later.state, X, WIDTH, along.alongX, area)
  const y = apart(s, later.state, Y, HEIGHT, along.alongY, area)
  return x.log + y.log - ((FREEDOM + AXES) / 2) * Math.log1p((x.far + y.far) / FREEDOM)
}

/**
 * Squared distance of a centre, its velocity and its side from what was foreseen, in standard deviations, and log of the density's height.
 * What the side tells of the centre, since the feet stay where a head goes up, is taken off first.
 */
function apart(s: Float64Array, later: Float64Array, at: number, side: number, along: number, area: number) {
  const q = s[side + POS]! - later[side + POS]!
  const c = s[side + P00]! + later[side + P00]!
  const a = s[at + P00]! + later[at + P00]!
  const b = s[at + P01]! - later[at + P01]!
  const d = s[at + P11]! + later[at + P11]!
  const p = s[at + POS]! - later[at + POS]! - along * Math.sqrt(a / c) * q
  const v = s[at + VEL]! + later[at + VEL]!
  // The velocity may already explain as much of the centre as there is to explain.
  const left = Math.max(a * (1 - along * along), (b * b) / d + LEAST * a)
  const determinant = left * d - b * b
  const far = (d * p * p - 2 * b * p * v + left * v * v) / determinant + (q * q) / c
  return { far, log: -(Math.log(determinant / area / area) + Math.log(c / area)) / 2 }
}

function move(state: Float64Array, seconds: number, area: number): void {
  const [walk, swing] = [steady(seconds), fading(seconds, LIMBS_SECONDS)]
  predict(state, X, walk, CALM * CALM * area)
  predict(state, Y, walk, CALM * CALM * area)
  predict(state, WIDTH, swing, LIMBS * LIMBS * area)
  predict(state, HEIGHT, swing, LIMBS * LIMBS * area)
}
