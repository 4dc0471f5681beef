import { AXIS, begin, correct, P00, P01, P11, POS, predict, type Step, VEL } from './kalman.ts'

/** What one axis of one track was measured at, in order of time. */
export interface Course {
  readonly seconds: readonly number[]
  /** Where there is none, the axis was out of sight. The first is there. */
  readonly measured: readonly (number | undefined)[]
  /** Variance of each measurement. */
  readonly variance: readonly number[]
}

/**
 * Where an axis was at each moment, by all that was measured before and after (Rauch, Tung, Striebel 1965): without the lag of a filter,
 * and through gaps. `v` is the variance of the first velocity, `q` the spectral density of the acceleration.
 */
export function hindsight({ seconds, measured, variance }: Course, v: number, q: number, step: (dt: number) => Step) {
  const count = seconds.length
  const guess = new Float64Array(AXIS * count)
  const known = new Float64Array(AXIS * count)
  const steps: Step[] = []
  begin(known, 0, measured[0]!, variance[0]!, v)
  for (let k = 1; k < count; k++) {
    const at = AXIS * k
    steps[k] = step(seconds[k]! - seconds[k - 1]!)
    known.copyWithin(at, at - AXIS, at)
    predict(known, at, steps[k]!, q)
    guess.set(known.subarray(at, at + AXIS), at)
    if (measured[k] !== undefined) correct(known, at, measured[k]!, variance[k]!)
  }
  for (let k = count - 2; k >= 0; k--) back(known, guess, AXIS * k, steps[k + 1]!)
  return Array.from({ length: count }, (_, k) => known[AXIS * k + POS]!)
}

/** Corrects what was known at one moment by how much the next, all told, differs from what was guessed of it. */
function back(known: Float64Array, guess: Float64Array, at: number, { left, gone }: Step): void {
  const next = at + AXIS
  const [a, b, d] = [guess[next + P00]!, guess[next + P01]!, guess[next + P11]!]
  const [p, c, v] = [known[at + P00]!, known[at + P01]!, known[at + P11]!]
  const x = known[next + POS]! - guess[next + POS]!
  const u = known[next + VEL]! - guess[next + VEL]!
  const determinant = a * d - b * b
  const [forX, forU] = [(d * x - b * u) / determinant, (a * u - b * x) / determinant]
  known[at + POS]! += (p + gone * c) * forX + left * c * forU
  known[at + VEL]! += (c + gone * v) * forX + left * v * forU
}
