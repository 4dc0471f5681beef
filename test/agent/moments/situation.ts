import type { Situation } from '../../../agent/moments/situation.ts'

/** Somebody alone at the wall shelf, of whom everything is known. */
export const SOMEBODY: Situation = {
  visit: 'visit-1',
  touchpoint: { id: 'wall-shelf', channel: 'shelf', function: 'try', stage: 'consider' },
  atMs: 1_000_000,
  dwellSeconds: 40,
  isQueueing: false,
  hour: 10.5,
  isWeekend: false,
  sinceEntrySeconds: 120,
  staysBefore: 0,
  secondsBefore: 0,
  touches: 1,
  considered: 1,
  secondsElsewhere: 20,
  stops: 1,
  metresPerSecond: 0.25,
  reaches: 1,
  scans: 0,
  groupSize: 1,
  isMember: false,
  isReturn: false,
  hasStaff: false,
  untilClosingSeconds: 7200,
  isOffLimits: false,
}

/** Of whom nothing is known that need not be. */
export const STRANGER: Situation = {
  ...SOMEBODY,
  sinceEntrySeconds: undefined,
  staysBefore: undefined,
  secondsBefore: undefined,
  touches: undefined,
  considered: undefined,
  secondsElsewhere: undefined,
  stops: undefined,
  metresPerSecond: undefined,
  reaches: undefined,
  scans: undefined,
  groupSize: undefined,
  isMember: undefined,
  isReturn: undefined,
  hasStaff: undefined,
  untilClosingSeconds: undefined,
}
