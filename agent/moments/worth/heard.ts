import type { Ms } from '../../../config/units.ts'
import type { Decision, Outcome } from '../advice.ts'
import { type Contact, Contacts, type Heard, type Said, type Waits } from '../contacts.ts'

/** What was said of a visit, as it was kept. */
export interface Word extends Said {
  /** Who said it. */
  readonly asker: string
}

/** What became of what was advised, as far as it was said. */
export interface Aftermath {
  /** How many words were good for what. */
  readonly words: Readonly<Record<Heard, number>>
  /** Contacts of which nothing was said in time, and of which something still may be. */
  readonly censored: number
  readonly waiting: number
  /** Of an approach, what is taken to have become of it. */
  readonly outcomeOf: (approach: Decision) => Outcome | undefined
  /** Words on contacts that nobody advised, in visits that the log knows: staff went by themselves. */
  readonly unadvised: readonly Word[]
}

/** Nobody needs the features any more. */
const NONE = new Float64Array(0)

/** Tells words and approaches together again in the order in which they came, as {@link Contacts} does while the shop is open. */
export function aftermath(looks: readonly Decision[], words: readonly Word[], waits: Waits, nowMs: Ms): Aftermath {
  const contacts = new Contacts(waits)
  const of = new Map<string, Contact>()
  const known = new Set(looks.map(({ visit }) => visit))
  const counts: Record<Heard, number> = {
    ...{ taken: 0, same: 0, corrected: 0, overruled: 0, settled: 0, late: 0, unknown: 0 },
  }
  const unadvised: Word[] = []
  const approaches = looks.filter(({ isApproached }) => isApproached).toSorted((a, b) => a.atMs - b.atMs)
  const said = words.toSorted((a, b) => a.atMs - b.atMs)
  const lastMs = new Map(approaches.map(({ visit, atMs }) => [visit, atMs]))
  const isOver = ({ visit, atMs }: Word) => atMs - (lastMs.get(visit) ?? Number.POSITIVE_INFINITY) > waits.outcomeMs
  let next = 0
  const begin = (untilMs: Ms) => {
    for (; next < approaches.length && approaches[next].atMs <= untilMs; next++) {
      const { visit, touchpoint, atMs, probability } = approaches[next]
      const contact = { visit, touchpoint, atMs, features: NONE, probability, isLearned: false }
      contacts.begin(contact)
      of.set(keyOf(approaches[next]), contact)
    }
  }
  for (const word of said) {
    begin(word.atMs)
    contacts.settle(word.atMs)
    const { heard } = contacts.hear(word)
    // By then it was forgotten.
    const isLate = heard === 'unknown' && isOver(word)
    counts[isLate ? 'late' : heard]++
    // That somebody bought says of no contact.
    if (heard === 'unknown' && !isLate && word.outcome !== 'bought' && known.has(word.visit)) unadvised.push(word)
  }
  begin(Number.POSITIVE_INFINITY)
  contacts.settle(nowMs)
  return {
    ...{ words: counts, censored: contacts.censored, unadvised },
    waiting: contacts.open.filter(({ outcome }) => outcome === undefined).length,
    outcomeOf: approach => of.get(keyOf(approach))?.outcome,
  }
}

function keyOf({ visit, touchpoint, atMs }: Decision): string {
  return `${visit} ${touchpoint} ${atMs}`
}
