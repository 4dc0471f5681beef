import { type Level, rank } from '../../config/jurisdictions.ts'
import type { Ms } from '../../config/units.ts'
import type { Standing } from './survey.ts'

/** Whoever was seen this shortly before stands there now. */
const HERE_MS: Ms = 2000

/** Whoever is on the floor at that instant of the floor: nobody where the privacy level lets out counts alone. */
export function* here(level: Level, onFloor: () => Iterable<Standing>, atMs: Ms): Iterable<Standing> {
  if (rank(level) < rank('paths')) return
  for (const one of onFloor()) if (one.seenMs >= atMs - HERE_MS) yield one
}
