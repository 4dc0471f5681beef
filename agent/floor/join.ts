import type { Journey } from '../../config/tracking.ts'
import type { Metres, Ms } from '../../config/units.ts'
import type { Area } from './area.ts'
import type { Person } from './person.ts'

/** How far in a second a walker strays from where their last steps led. */
const STRAY_METRES: Metres = 0.7

/** Two sensors that see somebody within this of one spot see one person: about what calibration and foot points are off by. */
const FUSE_METRES: Metres = 0.8

/** Where and when a track was first seen. */
export interface First {
  readonly firstMs: Ms
  readonly firstX: Metres
  readonly firstY: Metres
}

/** A track that counts from now on, where it is now. */
export interface Fresh {
  readonly id: number
  readonly x: Metres
  readonly y: Metres
  readonly atMs: Ms
  readonly track: First
}

/**
 * The person whom each new track continues, or undefined where it is a new one. Either another sensor sees them there at this
 * moment, or they were lost not long before the track began, near where it began, and did not walk the other way. Before the
 * shop people come and go at the edges of what is seen, so who is lost there stays lost. The best pair goes first; a person is
 * given once. A person whom this sensor saw while the track was already there is somebody else.
 */
export function join(
  fresh: readonly Fresh[],
  persons: Iterable<Person>,
  sensor: string,
  atMs: Ms,
  rule: Journey,
  outline: Area,
): (Person | undefined)[] {
  const pairs: { i: number; person: Person; cost: number }[] = []
  for (const person of persons)
    for (let i = 0; i < fresh.length; i++) {
      if (person.seenBy(sensor) >= fresh[i].track.firstMs) continue
      const cost = person.inSightOfOthers(sensor, atMs)
        ? together(fresh[i], person, atMs)
        : after(fresh[i], person, rule, outline)
      if (cost <= 1) pairs.push({ i, person, cost })
    }
  pairs.sort((a, b) => a.cost - b.cost)
  const joined = fresh.map((): Person | undefined => undefined)
  for (const { i, person } of pairs) if (!joined[i] && !joined.includes(person)) joined[i] = person
  return joined
}

/** Distance over what is allowed, for somebody whom another sensor sees now. */
function together({ x, y }: Fresh, person: Person, atMs: Ms): number {
  return person.expectedFrom(x, y, atMs) / FUSE_METRES
}

/** Distance over what is allowed, for somebody lost before the track began. */
function after({ x, y, atMs, track }: Fresh, person: Person, rule: Journey, outline: Area): number {
  const { firstX, firstY, firstMs } = track
  const gapSeconds = (firstMs - person.seenMs) / 1000
  if (gapSeconds < 0 || gapSeconds > rule.joinSeconds) return Number.POSITIVE_INFINITY
  if (!outline.contains(person.x, person.y) && !outline.contains(firstX, firstY)) return Number.POSITIVE_INFINITY
  if (person.opposes(x - firstX, y - firstY, atMs - firstMs)) return Number.POSITIVE_INFINITY
  const distance = person.expectedFrom(firstX, firstY, firstMs)
  return distance === 0 ? 0 : distance / (rule.joinMetres + STRAY_METRES * gapSeconds)
}
