import type { TouchpointRef } from '../../journey/touchpoints.ts'
import { bought, type Counted, type Who } from './counted.ts'

/** A visit with what it is held against others by, worked out once: it is asked for each touchpoint. */
export interface Likened extends Counted {
  readonly bought: boolean
  /** Which of {@link KINDS} kinds of visits: its part of the day, and its company. */
  readonly kind: number
  /** How many touchpoints before the till it took notice of. */
  readonly noticed: number
}

const PARTS: readonly Who['dayPart'][] = ['night', 'morning', 'afternoon', 'evening']
const COMPANIES: readonly Who['company'][] = ['alone', 'group', undefined]
export const KINDS = PARTS.length * COMPANIES.length

export function likened(
  visits: readonly Counted[],
  touchpoints: ReadonlyMap<string, TouchpointRef>,
): readonly Likened[] {
  return visits.map(visit => {
    let noticed = 0
    for (const [id, { engaged }] of visit.meetings) if (engaged && isBeforeTill(touchpoints.get(id))) noticed++
    return { ...visit, bought: bought(visit, touchpoints), kind: kindOf(visit.segment), noticed }
  })
}

/** Whether somebody meets it before they buy, and need not. */
export function isBeforeTill(touchpoint: TouchpointRef | undefined): boolean {
  if (touchpoint?.function === 'enter') return false
  return touchpoint?.stage === 'aware' || touchpoint?.stage === 'consider'
}

function kindOf({ dayPart, company }: Who): number {
  return PARTS.indexOf(dayPart) * COMPANIES.length + COMPANIES.indexOf(company)
}
