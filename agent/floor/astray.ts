import type { Metres, Ms } from '../../config/units.ts'
import type { Area } from './area.ts'
import type { Person } from './person.ts'

/** Whoever is out of sight for this long is lost, and for this long it is asked whose track theirs had become. */
const LOST_MS = 1000
const ASKED_MS = 1500
/** Two that are nearer to each other than this, where one of them is lost, were one at the end. */
const ON_TOP_METRES: Metres = 0.6
/** Whose tracks go astray has lost the last of them within this long after they began to be seen anew. */
const ASTRAY_MS = 2500
/** Nobody is farther from where they seem to have been lost after that. */
const REACH_METRES: Metres = 2

const expected = new Float64Array(4)

/**
 * Who passes close by somebody else may take their tracks along: then one of them is followed twice, and the other begins to be
 * seen anew before the double is lost. So whoever is lost on top of somebody in the shop, when shortly before somebody began to
 * be seen near there and away from the doors, is them: nobody vanishes there, and nobody comes from nowhere.
 */
export function astray(
  persons: ReadonlyMap<unknown, Person>,
  outline: Area,
  atMs: Ms,
  found: (lost: Person, begun: Person) => void,
): void {
  for (const lost of persons.values()) {
    const goneMs = atMs - lost.seenMs
    if (goneMs <= LOST_MS || goneMs > ASKED_MS || !outline.contains(lost.x, lost.y) || lost.isInSight(atMs)) continue
    let begun: Person | undefined
    let isOnTop = false
    let nearest = REACH_METRES
    lost.expect(atMs, expected)
    for (const other of persons.values()) {
      if (other === lost || !other.isInSight(atMs)) continue
      const far = Math.hypot(other.x - lost.x, other.y - lost.y)
      isOnTop ||= Math.min(far, Math.hypot(other.x - expected[0], other.y - expected[1])) < ON_TOP_METRES
      const isBegun = !other.cameIn && other.bornMs <= lost.seenMs && other.bornMs > lost.seenMs - ASTRAY_MS
      if (!isBegun || far >= nearest || lost.bornMs > other.bornMs) continue
      nearest = far
      begun = other
    }
    if (isOnTop && begun) found(lost, begun)
  }
}
