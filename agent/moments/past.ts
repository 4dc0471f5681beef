import type { Ms } from '../../config/units.ts'
import type { VisitRecord } from '../journey/record.ts'
import type { Stay, Touch } from '../journey/touch.ts'
import type { TouchpointRef } from '../journey/touchpoints.ts'
import type { Knows } from './knows.ts'
import type { Situation } from './situation.ts'
import { later } from './visits.ts'

/** What a visit was so far, for somebody who is at a touchpoint now: all that stays as it is until something else happens. */
export interface Past
  extends Pick<
    Situation,
    'visit' | 'staysBefore' | 'secondsBefore' | 'touches' | 'considered' | 'reaches' | 'scans' | 'groupSize'
  > {
  readonly touchpoint: TouchpointRef
  readonly isQueueing: boolean
  readonly isMember: boolean | undefined
  readonly isReturn: boolean | undefined
  readonly hasStaff: boolean | undefined
  readonly staffMs: Ms | undefined
  readonly isOffLimits: boolean
  /** Since when they are here. */
  readonly sinceMs: Ms
  /** When they came in; undefined where nobody saw that. */
  readonly cameInMs: Ms | undefined
  /** How long the stays elsewhere were that are over; of those that are not, how many they are and when they began, summed up. */
  readonly elsewhereMs: Ms
  readonly elsewhereNow: number
  readonly elsewhereSinceMs: Ms
}

type At = Stay & { readonly atMs: Ms; readonly touchpoint: TouchpointRef }

/**
 * Of somebody who is in a zone that is a touchpoint; where they are in several, in the one that they came to last. Undefined of anybody else.
 * Of somebody who was not seen to come in it is not known what they did before. Only stays that dwelled count: to walk through is none. Pure.
 */
export function pastOf(record: VisitRecord, knows: Knows): Past | undefined {
  const { touches } = record
  const stay = touches.findLast((touch): touch is Touch & At => isStay(touch) && touch.untilMs === undefined)
  if (!stay) return undefined
  const isWhole = record.entrance !== undefined && record.left === 0
  const stays = touches.filter((touch): touch is Touch & At => touch !== stay && isStay(touch) && touch.dwelled)
  const here = stays.filter(({ touchpoint }) => touchpoint.id === stay.touchpoint.id)
  const elsewhere = stays.filter(({ touchpoint }) => touchpoint.id !== stay.touchpoint.id)
  const open = elsewhere.filter(({ untilMs }) => untilMs === undefined)
  const recognised = (purpose: string) =>
    touches.some(touch => touch.kind === 'recognition' && touch.purpose === purpose)
  const isMember = knows.assists ? recognised('assist') : undefined
  const when = <T>(is: boolean, value: T) => (is ? value : undefined)
  return {
    visit: record.visit,
    touchpoint: stay.touchpoint,
    isQueueing: knows.queues.has(stay.zone),
    sinceMs: stay.atMs,
    cameInMs: when(record.entrance !== undefined, record.startedMs),
    staysBefore: when(isWhole, here.length),
    secondsBefore: when(isWhole, lasted(here) / 1000),
    touches: when(isWhole, elsewhere.length),
    considered: when(isWhole, elsewhere.filter(({ touchpoint }) => touchpoint.stage === 'consider').length),
    elsewhereMs: lasted(elsewhere),
    elsewhereNow: open.length,
    elsewhereSinceMs: open.reduce((sum, { atMs }) => sum + atMs, 0),
    reaches: when(knows.hands.has(stay.zone), reachesAt(touches, [...here, stay])),
    scans: when(knows.scans, touches.filter(touch => touch.kind === 'scan' && touch.code === 'product').length),
    groupSize: record.groupSize ?? when(isWhole, 1),
    isMember,
    // Who agreed to be known here and not to be assisted; as long as only the former is seen they are taken for it.
    isOffLimits: isMember === false && recognised('measure'),
    isReturn: record.previous !== undefined || when(isWhole, false),
    hasStaff: when(
      knows.staff,
      touches.some(touch => touch.kind === 'contact' && touch.untilMs === undefined),
    ),
    staffMs: touches.reduce<Ms | undefined>(
      (lastMs, touch) => (touch.kind === 'contact' ? later(lastMs, touch.untilMs) : lastMs),
      undefined,
    ),
  }
}

function isStay(touch: Touch): touch is Touch & At {
  return touch.kind === 'stay' && touch.touchpoint !== undefined
}

/** Of stays that are over. */
function lasted(stays: readonly At[]): Ms {
  return stays.reduce((sum, { atMs, untilMs = atMs }) => sum + untilMs - atMs, 0)
}

function reachesAt(touches: readonly Touch[], stays: readonly At[]): number {
  return touches.filter(
    ({ kind, atMs }) =>
      kind === 'reach' && stays.some(stay => atMs >= stay.atMs && atMs <= (stay.untilMs ?? Number.POSITIVE_INFINITY)),
  ).length
}
