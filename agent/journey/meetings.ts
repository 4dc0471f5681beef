import type { Journey as Config } from '../../config/tracking.ts'
import type { Metres, Ms } from '../../config/units.ts'
import type { PersonId } from '../floor/fact.ts'
import type { VisitId } from './fact.ts'
import { APART, type Nearness, type Rule, step } from './nearness.ts'

/** Somebody on the floor now. */
export interface Standing {
  readonly id: PersonId
  readonly x: Metres
  readonly y: Metres
  readonly seenMs: Ms
  readonly isStaff: boolean
}

/** Who was seen last before this stands nobody knows where. */
const FRESH_MS: Ms = 2000
/** How much farther than near somebody is before they are apart, and for how long before they parted. */
const [SLACK_METRES, PARTED_MS] = [0.5, 4000]

/** Whoever hears that somebody of the staff is with a visitor since then, or was until then. */
export interface Told {
  readonly met: (visit: VisitId, sinceMs: Ms) => void
  readonly parted: (visit: VisitId, untilMs: Ms) => void
}

/**
 * Meetings of staff with visitors, by where they stand. That they stand together is all that is seen: whether they speak is not. Who of the
 * staff it is is not kept; where one takes the place of another it is one meeting.
 */
export class Meetings {
  readonly #rule: Rule
  readonly #told: Told
  readonly #of = new Map<PersonId, { readonly visit: VisitId; readonly nearness: Nearness }>()

  constructor({ contactMetres, contactSeconds }: Pick<Config, 'contactMetres' | 'contactSeconds'>, told: Told) {
    this.#rule = {
      nearMetres: contactMetres,
      apartMetres: contactMetres + SLACK_METRES,
      metMs: 1000 * contactSeconds,
      partedMs: PARTED_MS,
    }
    this.#told = told
  }

  /** Looks at everybody, best once a second. `visitOf` answers the visit of somebody that is not over. */
  look(people: Iterable<Standing>, visitOf: (person: PersonId) => VisitId | undefined, nowMs: Ms): void {
    const staff: Standing[] = []
    const visitors: Standing[] = []
    for (const one of people)
      if (!one.isStaff) visitors.push(one)
      else if (nowMs - one.seenMs <= FRESH_MS) staff.push(one)
    if (staff.length === 0 && this.#of.size === 0) return
    const here = new Set<PersonId>()
    for (const visitor of visitors) {
      const visit = visitOf(visitor.id)
      if (visit === undefined) continue
      here.add(visitor.id)
      this.#see(visitor, visit, nowMs - visitor.seenMs <= FRESH_MS ? nearest(visitor, staff) : undefined, nowMs)
    }
    for (const person of this.#of.keys()) if (!here.has(person)) this.#of.delete(person)
  }

  #see({ id }: Standing, visit: VisitId, metres: Metres | undefined, nowMs: Ms): void {
    const known = this.#of.get(id)
    // Of a visit that is over the end is known: it ended all.
    const was = known?.visit === visit ? known.nearness : APART
    const is = step(was, metres, nowMs, this.#rule)
    if (is.at === 'apart') this.#of.delete(id)
    else this.#of.set(id, { visit, nearness: is })
    if (is.at === 'met' && was.at !== 'met') this.#told.met(visit, is.sinceMs)
    if (was.at === 'met' && is.at !== 'met') this.#told.parted(visit, was.seenMs)
  }
}

function nearest({ x, y }: Standing, staff: readonly Standing[]): Metres | undefined {
  let least: Metres | undefined
  for (const one of staff) {
    const metres = Math.hypot(one.x - x, one.y - y)
    if (least === undefined || metres < least) least = metres
  }
  return least
}
