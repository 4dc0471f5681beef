import type { Config } from '../../config/config.ts'
import type { Ms } from '../../config/units.ts'

/** How many were said to be inside when the agent was last alive. */
export interface Before {
  readonly inside: number
  readonly aliveMs: Ms
}

/** How many of them are taken for still inside: by flow and after a short while all, otherwise none, as nobody is followed any more. */
export function resumed({ floor }: Pick<Config, 'floor'>, { inside, aliveMs }: Before, nowMs: Ms): number {
  const awayMs = nowMs - aliveMs
  return floor.occupancy === 'flow' && awayMs >= 0 && awayMs <= 60_000 * floor.keepMinutes ? inside : 0
}
