import type { Random } from '../../../drivers/simulated/random.ts'

/**
 * What a simulated shopper wishes for, which nobody sees. `advice`: cannot decide, and would like to be asked once they have looked by
 * themselves. `lost`: looks for something and does not find it. `browse`: just looks, and does not mind. `alone`: knows how to choose, reads
 * what is written, and is put off by being spoken to. `errand`: knows what to get, gets it and pays.
 */
export const WISHES = ['advice', 'lost', 'browse', 'alone', 'errand'] as const
export type Wish = (typeof WISHES)[number]

/** What is known of a visitor before they do anything, and tells a little of their wish. */
export interface Circumstances {
  readonly size: number
  readonly hour: number
  readonly isWeekend: boolean
  readonly isMember: boolean
  /** Whether a sale is on, and half of the shop stands elsewhere than people are used to. */
  readonly isSale: boolean
}

/** Shares of a quiet weekday morning, of somebody alone. */
const USUAL: Record<Wish, number> = { advice: 0.3, lost: 0.08, browse: 0.28, alone: 0.18, errand: 0.16 }

/** Who has company asks them; at lunch time is short; members who agreed to be advised mostly want to be; in a sale people rummage. */
export function wishOf(random: Random, { size, hour, isWeekend, isMember, isSale }: Circumstances): Wish {
  const share = { ...USUAL }
  if (size > 1) times(share, { advice: 0.8, browse: 1.5, alone: 0.6 })
  if (hour >= 12 && hour < 14) times(share, { errand: 1.8, alone: 1.2 })
  if (hour >= 17) times(share, { advice: 1.2 })
  if (isWeekend) times(share, { browse: 1.4 })
  if (isMember) times(share, { advice: 1.6, alone: 0.5 })
  if (isSale) times(share, { advice: 0.6, lost: 2.2, browse: 1.5 })
  return draw(random, share)
}

function times(share: Record<Wish, number>, by: Partial<Record<Wish, number>>): void {
  for (const wish of WISHES) share[wish] *= by[wish] ?? 1
}

function draw(random: Random, share: Record<Wish, number>): Wish {
  let left = random.unit() * WISHES.reduce((sum, wish) => sum + share[wish], 0)
  return WISHES.find(wish => (left -= share[wish]) < 0) ?? 'errand'
}

/** How welcome a contact is: of those who want advice, at the place where they cannot decide and once they have looked, most. */
export function welcome(wish: Wish, isTheirPlace: boolean, isReady: boolean): number {
  switch (wish) {
    case 'advice':
      return isTheirPlace ? (isReady ? 0.85 : 0.35) : 0.45
    case 'lost':
      return 0.8
    case 'browse':
      return 0.25
    case 'alone':
      return 0.05
    case 'errand':
      return 0.1
  }
}

/** Of contacts that were not welcome, the share that is declined in words; the others are walked away from. */
export const DECLINED: Record<Wish, number> = { advice: 0.7, lost: 0.6, browse: 0.5, alone: 0.75, errand: 0.6 }

/** Share of those put off who leave the shop there and then. */
export const LEAVES: Record<Wish, number> = { advice: 0.05, lost: 0.1, browse: 0.1, alone: 0.5, errand: 0.05 }

/** How likely they buy: left to themselves, after help, and after a contact that was not welcome. */
export const BUYS: Record<Wish, { readonly undisturbed: number; readonly helped: number; readonly putOff: number }> = {
  advice: { undisturbed: 0.22, helped: 0.55, putOff: 0.2 },
  lost: { undisturbed: 0.15, helped: 0.6, putOff: 0.13 },
  browse: { undisturbed: 0.12, helped: 0.25, putOff: 0.11 },
  alone: { undisturbed: 0.4, helped: 0.4, putOff: 0.15 },
  errand: { undisturbed: 0.75, helped: 0.75, putOff: 0.71 },
}
