/** Lengths are shares of a box's size, √(width · height): so pixels and metres are treated alike. Standard deviations of one measurement. */
export const MEASURED = 0.05
export const MEASURED_SIDE = 0.08
/** A detector that is not sure of a person is not sure of the place either (Du et al. 2021): variance at score 0, over that at 1. */
const DOUBT = 10
/** What is expected of a velocity not measured yet: sizes / s, of the centre and of the sides. */
export const WALK = 3
export const SWING = 0.1
/** How quickly people change their pace, as far as is known: sizes / s^1.5. */
export const RESTLESS = 0.5
/** Sides change as arms and legs move: sizes / s^1.5; such a change is forgotten within seconds. */
export const LIMBS = 1
export const LIMBS_SECONDS = 0.3

/** By how much the variance of a measurement grows where its score is below 1. */
export function doubt(score: number): number {
  return 1 + (DOUBT - 1) * (1 - Math.min(1, score))
}
