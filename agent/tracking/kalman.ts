/**
 * Constant velocity, one filter an axis. With diagonal noise the usual box filter falls apart into these, so there is no
 * matrix: five numbers an axis, two axes a track, in one flat array.
 *
 *     track | x: POS VEL P00 P01 P11 | y: POS VEL P00 P01 P11 | …
 *
 * POS and VEL are in the plane's unit and in that unit a second; P.. is their covariance.
 */
export const POS = 0
export const VEL = 1
export const P00 = 2
export const P01 = 3
export const P11 = 4
export const AXIS = 5
export const TRACK = 2 * AXIS

/**
 * Moves one axis on by `dt` seconds under white acceleration of spectral density `q` (unit² / s³). Composes exactly: two
 * steps of half the time are one step, so dropped frames change nothing (Bar-Shalom et al. 2001, §6.2.2).
 */
export function predict(s: Float64Array, at: number, dt: number, q: number): void {
  const v = s[at + P11]
  s[at + POS] += s[at + VEL] * dt
  s[at + P00] += dt * (2 * s[at + P01] + dt * (v + (q * dt) / 3))
  s[at + P01] += dt * (v + (q * dt) / 2)
  s[at + P11] += q * dt
}

/** Takes in a measured position with variance `r`. */
export function correct(s: Float64Array, at: number, measured: number, r: number): void {
  const p00 = s[at + P00]
  const p01 = s[at + P01]
  const gain = 1 / (p00 + r)
  const off = (measured - s[at + POS]) * gain
  s[at + POS] += p00 * off
  s[at + VEL] += p01 * off
  s[at + P00] = r * p00 * gain
  s[at + P01] = r * p01 * gain
  s[at + P11] -= p01 * p01 * gain
}

/** Begins at a measured position with variance `r`, at rest as far as anyone knows, with variance `v` of the velocity. */
export function begin(s: Float64Array, at: number, measured: number, r: number, v: number): void {
  s[at + POS] = measured
  s[at + VEL] = 0
  s[at + P00] = r
  s[at + P01] = 0
  s[at + P11] = v
}
