import type { Metres, Ms } from '../../config/units.ts'
import type { FloorFact, Found, PersonId, QueueFact } from '../floor/fact.ts'
import { POINT } from '../floor/trail.ts'
import type { VisitId } from '../journey/fact.ts'

/** Kept; of more, the oldest are forgotten. */
const MOST = 4096

/** Where somebody began to be seen, or was seen last, in the middle of the shop. */
export interface End {
  readonly person: PersonId
  readonly atMs: Ms
  readonly x: Metres
  readonly y: Metres
  /** The visit that it belongs to, where that is over. */
  readonly visit?: VisitId | undefined
  /** Where the dark hid them: what was taken for the other end of the same time out of sight. */
  readonly found?: Found | undefined
}

/** The loose ends of what was seen in time: where what comes late may fit in. */
export class Loose {
  readonly beginnings: End[] = []
  readonly endings: End[] = []
  /** Who was last seen to go out. */
  readonly #out = new Set<PersonId>()

  /** Somebody was hidden for a while: they too may have been seen meanwhile. */
  found(found: Found): void {
    const { person, lostMs, lostX, lostY, atMs, x, y } = found
    keep(this.endings, { person, atMs: lostMs, x: lostX, y: lostY, found })
    keep(this.beginnings, { person, atMs, x, y, found })
  }

  /** Takes what the floor tells, before the journey does. */
  note(facts: readonly (FloorFact | QueueFact)[], visitOf: (person: PersonId) => VisitId | undefined): void {
    for (const fact of facts) {
      if (fact.kind === 'appeared' && fact.inside) keep(this.beginnings, fact)
      else if (fact.kind === 'entrance') {
        if (fact.direction === 'out') this.#out.add(fact.person)
        else this.#out.delete(fact.person)
      } else if (fact.kind === 'gone') {
        const isOut = this.#out.delete(fact.person)
        const last = fact.trail.length - POINT
        if (last < 0 || isOut || fact.into !== undefined) continue
        const visit = visitOf(fact.person)
        const [x, y] = fact.trail.subarray(last)
        keep(this.endings, { person: fact.person, atMs: fact.atMs, x, y, visit })
        const began = this.beginnings.findIndex(({ person }) => person === fact.person)
        if (began >= 0) this.beginnings[began] = { ...this.beginnings[began], visit }
      }
    }
  }
}

function keep(ends: End[], { person, atMs, x, y, visit, found }: End): void {
  ends.push({ person, atMs, x, y, visit, found })
  if (ends.length > MOST) ends.shift()
}
