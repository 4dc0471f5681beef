import type { Ms } from '../../../config/units.ts'
import type { Stay, Visitor } from './visitor.ts'
import { BUYS, DECLINED, LEAVES, welcome } from './wishes.ts'

/** What comes of it when somebody is sent to a shopper. `missed`: they were gone before anybody was there. */
export interface Contact {
  readonly became: 'helped' | 'declined' | 'ignored' | 'missed'
  /** When somebody was there, or saw that nobody was. */
  readonly atMs: Ms
  /** How likely it was to be welcome. Hidden. */
  readonly welcome: number
  readonly leaves: boolean
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
  if (atMs > stay.toMs && luck.found > FOLLOWED) return { became: 'missed', atMs, welcome: chance, leaves: false }
  if (luck.welcome < chance) return { became: 'helped', atMs, welcome: chance, leaves: false }
  const became = luck.declined < DECLINED[wish] ? 'declined' : 'ignored'
  return { became, atMs, welcome: chance, leaves: luck.leaves < LEAVES[wish] }
}

/** Whether a visitor bought in the end, after all contacts that they had. */
export function buys({ wish, luckToBuy }: Visitor, contacts: readonly Contact[]): boolean {
  const { undisturbed, helped, putOff } = BUYS[wish]
  const met = contacts.filter(({ became }) => became !== 'missed')
  if (met.length === 0) return luckToBuy < undisturbed
  return luckToBuy < (met.some(({ became }) => became === 'helped') ? helped : putOff)
}
