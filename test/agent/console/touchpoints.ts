import { mapping } from '../../../agent/moments/map/mapping.ts'
import type { TouchpointMap } from '../../../agent/moments/map/shape.ts'
import { atOnce } from '../../../agent/publish/chart.ts'
import { daysBefore } from '../../../agent/publish/stretch.ts'
import { TRUTHS } from '../lanes/atlas/shopping.ts'
import { visits } from '../moments/map/visits.ts'

const DAY = '2026-06-07'

/** The map of a drawn, SIMULATED shop of so many visits a week, in the morning and in the evening. */
export function mapped(count = 4000): TouchpointMap {
  const drawn = (seed: number) =>
    visits(TRUTHS, count, seed).map((visit, i) => ({
      ...visit,
      segment: { ...visit.segment, dayPart: i % 3 === 0 ? ('evening' as const) : ('morning' as const) },
    }))
  const period = (seed: number) => ({ visits: drawn(seed), passed: 3 * count })
  const touchpoints = TRUTHS.map(({ touchpoint }) => touchpoint)
  const kept = Array.from({ length: 35 }, (_, i) => daysBefore(DAY, 34 - i))
  return {
    ...{ day: DAY, from: daysBefore(DAY, 6), days: 7, simulated: false, kept },
    ...atOnce(mapping({ touchpoints, k: 5, now: period(1), before: [2, 3, 4, 5].map(period) })),
  }
}

export const tooFew = (): TouchpointMap => mapped(3)
