import type { Situation } from './situation.ts'

/**
 * What a reason can be about. Features that say the same thing in two ways (how long, and how much longer than usual) belong to one
 * subject, and so does the feature that says that it is not known.
 */
export const SUBJECTS = [
  'place',
  'dwell',
  'entry',
  'returns',
  'breadth',
  'stops',
  'pace',
  'hands',
  'scans',
  'queue',
  'company',
  'member',
  'back',
  'time',
] as const
export type Subject = (typeof SUBJECTS)[number]

/** Every feature, in the order of the vector, and its subject. */
const LIST = [
  ['always', 'place'],
  ['advises', 'place'],
  ['by-staff', 'place'],
  ['to-buy', 'place'],
  ['to-notice', 'place'],
  ['dwell', 'dwell'],
  ['long-dwell', 'dwell'],
  ['dwell-in-all', 'dwell'],
  ['since-entry', 'entry'],
  ['entry-unknown', 'entry'],
  ['returns', 'returns'],
  ['returns-unknown', 'returns'],
  ['touches', 'breadth'],
  ['considered', 'breadth'],
  ['dwell-elsewhere', 'breadth'],
  ['first-touch', 'breadth'],
  ['touches-unknown', 'breadth'],
  ['stops', 'stops'],
  ['stops-unknown', 'stops'],
  ['pace', 'pace'],
  ['pace-unknown', 'pace'],
  ['reaches', 'hands'],
  ['hands-unseen', 'hands'],
  ['reaches-often', 'hands'],
  ['scans', 'scans'],
  ['scans-unknown', 'scans'],
  ['queueing', 'queue'],
  ['company', 'company'],
  ['company-unknown', 'company'],
  ['member', 'member'],
  ['member-unknown', 'member'],
  ['back', 'back'],
  ['back-unknown', 'back'],
  ['noon', 'time'],
  ['evening', 'time'],
  ['weekend', 'time'],
  ['dwell × returns', 'returns'],
  ['dwell × touches', 'breadth'],
  ['dwell × stops', 'stops'],
  ['dwell × pace', 'pace'],
  ['dwell × company', 'company'],
  ['stops × pace', 'pace'],
] as const satisfies readonly (readonly [string, Subject])[]

export type Feature = (typeof LIST)[number][0]
export const FEATURES: readonly Feature[] = LIST.map(([name]) => name)
/** By feature, which of {@link SUBJECTS} it is about. */
export const SUBJECT_OF: Uint8Array = Uint8Array.from(LIST, ([, subject]) => SUBJECTS.indexOf(subject))

/** Where the logarithm of a time is 0: half a minute here, a minute for long and in all, two since they came in, 20 s at each place. */
const [DWELL, LONG, ENTRY, ELSEWHERE] = [Math.log1p(30), Math.log1p(60), Math.log1p(120), Math.log1p(20)]
/** Metres a second of somebody who shifts about while they stand. */
const PACE = 0.25
/** Seconds from one reach to the next of somebody who neither hurries nor studies. */
const REACH = 30

/**
 * The features of a situation, as numbers of about the same size: 0 stands for the usual or for none, 1 for much or for yes. What is not
 * known is 0 with a feature beside it that says so. Some are products of two, where one means something else beside much of the other: who
 * has stopped everywhere and does not stay is looking for something. Pure; fills `into`, as long as {@link FEATURES}, and makes nothing new.
 */
export function features(s: Situation, into: Float64Array): Float64Array {
  const { channel, function: purpose, stage } = s.touchpoint
  const logDwell = Math.log1p(Math.max(s.dwellSeconds, 0))
  const dwell = logDwell - DWELL
  const returns = Math.min(s.staysBefore ?? 0, 3)
  const touches = Math.log1p(s.touches ?? 0)
  const stops = Math.log1p(s.stops ?? 0)
  const pace = s.metresPerSecond === undefined ? 0 : clamp(4 * (s.metresPerSecond - PACE), -1, 4)
  const company = Math.min((s.groupSize ?? 1) - 1, 2)
  const secondsHere = Math.max(s.dwellSeconds, 0) + (s.secondsBefore ?? 0)
  let i = 0
  into[i++] = 1
  into[i++] = flag(purpose === 'advise')
  into[i++] = flag(channel === 'staff')
  into[i++] = flag(stage === 'buy')
  into[i++] = flag(stage === 'aware')
  into[i++] = dwell
  into[i++] = Math.max(logDwell - LONG, 0)
  into[i++] = s.secondsBefore === undefined ? 0 : Math.log1p(secondsHere) - LONG
  into[i++] = s.sinceEntrySeconds === undefined ? 0 : Math.log1p(Math.max(s.sinceEntrySeconds, 0)) - ENTRY
  into[i++] = flag(s.sinceEntrySeconds === undefined)
  into[i++] = returns
  into[i++] = flag(s.staysBefore === undefined)
  into[i++] = touches
  into[i++] = Math.log1p(s.considered ?? 0)
  into[i++] = s.touches && s.secondsElsewhere !== undefined ? Math.log1p(s.secondsElsewhere / s.touches) - ELSEWHERE : 0
  into[i++] = flag(s.touches === 0)
  into[i++] = flag(s.touches === undefined)
  into[i++] = stops
  into[i++] = flag(s.stops === undefined)
  into[i++] = pace
  into[i++] = flag(s.metresPerSecond === undefined)
  into[i++] = Math.log1p(s.reaches ?? 0)
  into[i++] = flag(s.reaches === undefined)
  into[i++] = s.reaches === undefined ? 0 : clamp((s.reaches - secondsHere / REACH) / 2, -2, 2)
  into[i++] = Math.min(s.scans ?? 0, 3)
  into[i++] = flag(s.scans === undefined)
  into[i++] = flag(s.isQueueing)
  into[i++] = company
  into[i++] = flag(s.groupSize === undefined)
  into[i++] = flag(s.isMember === true)
  into[i++] = flag(s.isMember === undefined)
  into[i++] = flag(s.isReturn === true)
  into[i++] = flag(s.isReturn === undefined)
  into[i++] = flag(s.hour >= 12 && s.hour < 14)
  into[i++] = flag(s.hour >= 17)
  into[i++] = flag(s.isWeekend)
  into[i++] = dwell * returns
  into[i++] = dwell * touches
  into[i++] = dwell * stops
  into[i++] = dwell * pace
  into[i++] = dwell * company
  into[i++] = stops * pace
  return into
}

function flag(is: boolean): number {
  return is ? 1 : 0
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high)
}
