import type { Ms } from '../../config/units.ts'
import type { FloorFact, PersonId, Quality } from '../floor/fact.ts'
import type { VisitId } from './fact.ts'

/** A visit that has not ended. */
export interface Visit {
  readonly id: VisitId
  readonly startedMs: Ms
  readonly entrance?: string
  /** Whether it followed so soon on one of the same person that they count as people once. */
  readonly isReturn: boolean
  /** The interval that counted it. */
  readonly countedIn: number
  /** Zones that the visitor is in, and since when. */
  readonly zones: Map<string, Ms>
  /** Zones that the visitor has been in, in order, each run once. */
  readonly route: string[]
}

/** Crossings of somebody; of these, those that one interval has counted. */
export interface Crossed {
  in: number
  out: number
  countedIn: number
  readonly counted: { in: number; out: number }
}

/** Somebody on the floor, visiting or not. */
export interface Walker {
  readonly person: PersonId
  readonly appearedMs: Ms
  /** Whether any sign of being inside the shop has been seen. */
  hasBeenInside: boolean
  /** Set once the person left; cleared by being seen outside. Until then, being inside starts no second visit. */
  hasJustLeft: boolean
  visit?: Visit
  /** Since when they are in the shop without having been seen to come in, where that is too short yet to make a visit. */
  insideSinceMs?: Ms
  /** What was last known of how well they are seen. */
  quality?: Quality
  /** How often they were seen to cross an entrance. */
  readonly crossed: Crossed
  last?: { readonly id: VisitId; readonly endedMs: Ms }
  /** What was seen of them before it was known that they are visiting; told when it is, forgotten when they pass. */
  readonly held: FloorFact[]
}

/** More than this cannot matter for someone who is not even visiting. */
const HELD = 64

export function walker(person: PersonId, appearedMs: Ms, inside: boolean): Walker {
  const crossed = { in: 0, out: 0, countedIn: 0, counted: { in: 0, out: 0 } }
  return { person, appearedMs, hasBeenInside: inside, hasJustLeft: false, crossed, held: [] }
}

export function hold(who: Walker, fact: FloorFact): void {
  if (who.held.length < HELD) who.held.push(fact)
}
