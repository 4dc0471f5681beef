/**
 * A position and a velocity, one filter an axis. With diagonal noise the usual box filter falls apart into these, so there is no
 * matrix: seven numbers an axis, four axes a track, in one flat array.
 *
 *     track | x: POS VEL P00 P01 P11 SEEN OFF | y: … | width: … | height: … | …
 *
 * POS and VEL are in the plane's unit and in that unit a second; P.. is their covariance. SEEN is where the axis was after the last
 * measurement, OFF by how many standard deviations that came as a surprise.
 */
export const POS = 0
export const VEL = 1
export const P00 = 2
export const P01 = 3
export const P11 = 4
export const SEEN = 5
export const OFF = 6
export const AXIS = 7
export const X = 0
export const Y = AXIS
export const WIDTH = 2 * AXIS
export const HEIGHT = 3 * AXIS
export const TRACK = 4 * AXIS

/** What a span of time does to any axis of one kind: worked out once an update. */
export interface Step {
  /** Share of the velocity that is left, and for how many seconds of it the axis moved on. */
  readonly left: number
  readonly gone: number
  /** What white acceleration of spectral density 1 (unit² / s³) adds to the covariance. */
  readonly q00: number
  readonly q01: number
  readonly q11: number
}

/** `dt` seconds at constant velocity. Composes exactly: two steps of half the time are one step (Bar-Shalom et al. 2001, §6.2.2). */
export function steady(dt: number): Step {
  return { left: 1, gone: dt, q00: dt ** 3 / 3, q01: dt ** 2 / 2, q11: dt }
}

/** `dt` seconds of a velocity that fades within `memory` seconds (Singer 1970). Composes exactly as well. */
export function fading(dt: number, memory: number): Step {
  const left = Math.exp(-dt / memory)
  const gone = -memory * Math.expm1(-dt / memory)
  const q11 = (memory / 2) * (1 - left * left)
  return { left, gone, q00: memory * memory * Math.max(0, dt - 2 * gone + q11), q01: (gone * gone) / 2, q11 }
}

/** Moves one axis on, under acceleration of spectral density `q`. */
export function predict(s: Float64Array, at: number, { left, gone, q00, q01, q11 }: Step, q: number): void {
  const c = s[at + P01]
  const v = s[at + P11]
  s[at + POS] += s[at + VEL] * gone
  s[at + VEL] *= left
  s[at + P00] += gone * (2 * c + gone * v) + q * q00
  s[at + P01] = left * (c + gone * v) + q * q01
  s[at + P11] = left * left * v + q * q11
}

/** Moves one axis of the first `count` tracks on; `q` is that of a box of size 1, `area` the square of each one's. */
export function advance(s: Float64Array, axis: number, count: number, step: Step, q: number, area: Float64Array): void {
  for (let i = 0; i < count; i++) predict(s, i * TRACK + axis, step, q * area[i])
}

/** Takes in a measured position with variance `r`. */
export function correct(s: Float64Array, at: number, measured: number, r: number): void {
  const p00 = s[at + P00]
  const p01 = s[at + P01]
  const gain = 1 / (p00 + r)
  const off = (measured - s[at + POS]) * gain
  s[at + OFF] = (measured - s[at + POS]) * Math.sqrt(gain)
  s[at + POS] += p00 * off
  s[at + VEL] += p01 * off
  s[at + P00] = r * p00 * gain
  s[at + P01] = r * p01 * gain
  s[at + P11] -= p01 * p01 * gain
  s[at + SEEN] = s[at + POS]
}

/** Begins at a measured position with variance `r`, at rest as far as anyone knows, with variance `v` of the velocity. */
export function begin(s: Float64Array, at: number, measured: number, r: number, v: number): void {
  s[at + POS] = measured
  s[at + VEL] = 0
  s[at + P00] = r
  s[at + P01] = 0
  s[at + P11] = v
  s[at + SEEN] = measured
  s[at + OFF] = 0
}
