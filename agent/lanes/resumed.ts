import type { Config } from '../../config/config.ts'
import type { Ms } from '../../config/units.ts'

/** How many were said to be inside when the agent was last alive. */
export interface Before {
  readonly inside: number
  readonly aliveMs: Ms
}

/**
 * How many of them are taken for still inside: by flow and after a short while all, otherwise none, as nobody is followed any more.
 * `movedMs` is by how much the clock was put forward between.
 */
export function resumed({ floor }: Pick<Config, 'floor'>, { inside, aliveMs }: Before, nowMs: Ms, movedMs = 0): number {
  const awayMs = nowMs - movedMs - aliveMs
  return floor.occupancy === 'flow' && awayMs >= 0 && awayMs <= 60_000 * floor.keepMinutes ? inside : 0
}
