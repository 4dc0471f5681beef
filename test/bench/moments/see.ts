import type { Situation } from '../../../agent/moments/situation.ts'
import type { Ms } from '../../../config/units.ts'
import { seesHands, TOUCHPOINTS } from './places.ts'
import type { Look } from './play.ts'
import { CLOSES, DAY } from './shop.ts'
import { isFoundAgain, type Stay, visitAt } from './visitor.ts'

const BY_ID = new Map(TOUCHPOINTS.map(touchpoint => [touchpoint.id, touchpoint]))
const HOUR = 3_600_000

/** What sensors make of a simulated shopper: nothing that is hidden, and of what came before they were lost from sight nothing at all. */
export function see({ visitor, stay, at, nowMs }: Look): Situation {
  const isLost = isFoundAgain(visitor, at)
  const before = visitor.stays.slice(isLost ? visitor.lostBefore : 0, at)
  const elsewhere = before.filter(({ place }) => place !== stay.place)
  const here = [...before.filter(({ place }) => place === stay.place), stay]
  const hour = (nowMs % DAY) / HOUR
  return {
    visit: visitAt(visitor, at),
    touchpoint: BY_ID.get(stay.place)!,
    atMs: nowMs,
    dwellSeconds: (nowMs - stay.fromMs) / 1000,
    isQueueing: stay.place === 'till',
    hour,
    isWeekend: Math.floor(nowMs / DAY) % 7 >= 5,
    sinceEntrySeconds: isLost ? undefined : (nowMs - visitor.startedMs) / 1000,
    staysBefore: isLost ? undefined : here.length - 1,
    secondsBefore: isLost ? undefined : sum(here.slice(0, -1), seconds),
    touches: isLost ? undefined : elsewhere.length,
    considered: isLost ? undefined : elsewhere.filter(({ place }) => BY_ID.get(place)!.stage === 'consider').length,
    secondsElsewhere: isLost ? undefined : sum(elsewhere, seconds),
    stops: isLost ? undefined : sum([...before, stay], ({ stops }) => stops),
    metresPerSecond: stay.shifts,
    reaches: seesHands(stay.place) ? sum(here, ({ reachesMs }) => until(reachesMs, nowMs)) : undefined,
    scans: sum([...before, stay], ({ scansMs }) => until(scansMs, nowMs)),
    groupSize: visitor.isSizeKnown ? visitor.size : undefined,
    isMember: visitor.isMember,
    isReturn: visitor.isBack,
    hasStaff: false,
    staffMs: undefined,
    untilClosingSeconds: (CLOSES - hour) * 3600,
    isOffLimits: false,
  }
}

function seconds({ fromMs, toMs }: Stay): number {
  return (toMs - fromMs) / 1000
}

function until(times: readonly Ms[], nowMs: Ms): number {
  return times.filter(ms => ms <= nowMs).length
}

function sum(stays: readonly Stay[], of: (stay: Stay) => number): number {
  return stays.reduce((all, stay) => all + of(stay), 0)
}
