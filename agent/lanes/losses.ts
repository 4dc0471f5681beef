import type { Lane, Losses } from './lane.ts'

/** Tells of each lane what it could not use, and `more` that was lost on the way to it; of a lane that lost nothing, nothing. */
export function tellLosses(
  lanes: readonly Lane[],
  lost: (sensor: string, losses: Losses) => void,
  more: Losses = {},
): void {
  for (const lane of lanes) {
    const some = Object.entries({ ...lane.losses?.(), ...more }).filter(([, count]) => count > 0)
    if (some.length > 0) lost(lane.source.id, Object.fromEntries(some))
  }
}
