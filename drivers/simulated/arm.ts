import type { Metres } from '../../config/units.ts'
import type { Vector } from '../view.ts'
import type { Person, Reach } from './person.ts'

/** Shoulder below the crown, and beside the spine, as shares of the body's height; from there to the fingertips. */
const SHOULDER_BELOW = 0.19
const SHOULDER_ASIDE = 0.11
const ARM_LENGTH = 0.43
/** Half an arm's thickness. */
export const ARM_HALF: Metres = 0.05

/** A raised arm: from the shoulder, in a direction, as far as the hand is to go or as the arm is long. */
export interface Arm {
  readonly from: Vector
  readonly along: Vector
  readonly length: Metres
}

export function arm({ x, y, height, facing }: Pick<Person, 'x' | 'y' | 'height' | 'facing'>, { hand, to }: Reach): Arm {
  const aside = (hand === 'left' ? SHOULDER_ASIDE : -SHOULDER_ASIDE) * height
  const from: Vector = [x - aside * Math.sin(facing), y + aside * Math.cos(facing), (1 - SHOULDER_BELOW) * height]
  const way: Vector = [to[0] - from[0], to[1] - from[1], to[2] - from[2]]
  const whole = Math.max(1e-6, Math.hypot(...way))
  return {
    from,
    along: [way[0] / whole, way[1] / whole, way[2] / whole],
    length: Math.min(whole, ARM_LENGTH * height),
  }
}

/** Where the fingers end: on the plan, and above the floor. */
export function fingertips({ from, along, length }: Arm): Vector {
  const far = length + ARM_HALF
  return [from[0] + far * along[0], from[1] + far * along[1], from[2] + far * along[2]]
}
