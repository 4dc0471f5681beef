import type { Ms } from '../../../config/units.ts'
import type { Stay, Visitor } from './visitor.ts'
import { BUYS, DECLINED, LEAVES, type Wish, welcome } from './wishes.ts'

/** What comes of it when somebody is sent to a shopper. `missed`: they were gone before anybody was there. */
export interface Contact {
  readonly became: 'helped' | 'declined' | 'ignored' | 'missed'
  /** When somebody was there, or saw that nobody was. */
  readonly atMs: Ms
  /** How likely it was to be welcome. Hidden. */
  readonly welcome: number
  readonly leaves: boolean
  /** What such a contact is worth on average over all that chance decides but how long whoever is sent takes. Hidden. */
  readonly expected: number
}

/** A contact that is welcome counts 1; one that is declined costs as much as that, one that is walked away from half. */
export const REWARD = { helped: 1, declined: -1, ignored: -0.5, missed: 0 } as const

/** Help takes a while, in which nobody else may come. */
export const HELP_MS: Ms = 150_000
/** Share of those who went on, and whom whoever was sent finds and follows. */
const FOLLOWED = 0.5

export function contact({ wish }: Visitor, stay: Stay, advisedMs: Ms): Contact {
  const { luck } = stay
  const atMs = advisedMs + luck.delayMs
  const chance = welcome(wish, stay.isTheirs, atMs - stay.fromMs >= stay.readyMs)
  const isLate = atMs > stay.toMs
  const made = { atMs, welcome: chance, leaves: false, expected: (isLate ? FOLLOWED : 1) * worthOf(wish, chance) }
  if (isLate && luck.found > FOLLOWED) return { ...made, became: 'missed' }
  if (luck.welcome < chance) return { ...made, became: 'helped' }
  const became = luck.declined < DECLINED[wish] ? 'declined' : 'ignored'
  return { ...made, became, leaves: luck.leaves < LEAVES[wish] }
}

/** What a contact is worth on average to somebody with that wish, that is welcome with that chance. */
export function worthOf(wish: Wish, welcome: number): number {
  const bad = DECLINED[wish] * REWARD.declined + (1 - DECLINED[wish]) * REWARD.ignored
  return welcome * REWARD.helped + (1 - welcome) * bad
}

/** Whether a visitor bought in the end, after all contacts that they had. */
export function buys({ wish, luckToBuy }: Visitor, contacts: readonly Contact[]): boolean {
  const { undisturbed, helped, putOff } = BUYS[wish]
  const met = contacts.filter(({ became }) => became !== 'missed')
  if (met.length === 0) return luckToBuy < undisturbed
  return luckToBuy < (met.some(({ became }) => became === 'helped') ? helped : putOff)
}
