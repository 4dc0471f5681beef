import type { TouchpointRef } from '../../../../agent/journey/touchpoints.ts'
import type { Counted } from '../../../../agent/moments/map/counted.ts'
import type { Meeting } from '../../../../agent/moments/map/meeting.ts'
import { Random } from '../../../../drivers/simulated/random.ts'

/** A touchpoint of which the truth is known: how often it is noticed by whoever is not keen, and how much more often one buys for it. */
export interface Truth {
  readonly touchpoint: TouchpointRef
  readonly noticed: number
  readonly lift: number
  readonly effortSeconds: number
}

/** How much keen visitors notice more, and buy more, whatever a touchpoint does. */
const KEEN = { notice: 0.4, buy: 0.3 }

/** SIMULATED visits. A share of the visitors are keen, which nobody sees. */
export function visits(truths: readonly Truth[], count: number, seed: number, keen = 0.5): Counted[] {
  const random = new Random(seed, 'map')
  return Array.from({ length: count }, () => {
    const isKeen = random.chance(keen)
    const meetings = new Map<string, Meeting>()
    let buys = 0.05 + (isKeen ? KEEN.buy : 0)
    for (const [i, { touchpoint, noticed, lift, effortSeconds }] of truths.entries()) {
      const engaged = random.unit() < noticed + (isKeen ? KEEN.notice : 0)
      if (engaged) buys += lift
      const stayMs = engaged ? 1000 * effortSeconds * (0.5 + random.unit()) : 1000
      meetings.set(touchpoint.id, { firstMs: i, steps: 1, stayMs, waitMs: stayMs, engaged })
    }
    const segment = { dayPart: 'morning', company: 'alone', member: undefined } as const
    return { segment, meetings, bought: random.unit() < buys }
  })
}
