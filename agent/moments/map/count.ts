import type { VisitRecord } from '../../journey/record.ts'
import type { WallClock } from '../../journey/wall.ts'
import type { Counted, Who } from './counted.ts'
import { type Meeting, meetingsOf } from './meeting.ts'

/** Of six hours each. */
const PARTS = ['night', 'morning', 'afternoon', 'evening'] as const

/**
 * A visit that is over as the map counts it: of its times the part of the day, of its touches what each touchpoint was to it. Whether
 * it bought is for others to say.
 * @param queues ids of the zones in which one waits
 * @param doors touchpoints that are entrances, by the id of the entrance: who comes in by it has met it, and no sensor tells that apart
 */
export function countOf(
  record: VisitRecord,
  queues: ReadonlySet<string>,
  doors: ReadonlyMap<string, string>,
  clock: WallClock,
): Counted {
  const { entrance, groupSize, startedMs } = record
  const door = entrance === undefined ? undefined : doors.get(entrance)
  const met = meetingsOf(record, queues)
  const entered: Meeting = { firstMs: startedMs, steps: 1, stayMs: 0, waitMs: 0, engaged: true }
  return {
    segment: {
      dayPart: PARTS[Math.floor(clock.at(startedMs).minute / 360)]!,
      company: groupSize === undefined ? undefined : groupSize > 1 ? 'group' : 'alone',
      member: memberOf(record, clock),
    },
    meetings: door === undefined || met.has(door) ? met : new Map([[door, entered], ...met]),
    bought: undefined,
  }
}

function memberOf({ touches }: VisitRecord, clock: WallClock): Who['member'] {
  const recognitions = touches.filter(touch => touch.kind === 'recognition')
  const met = recognitions.find(({ enrolledOn }) => enrolledOn !== undefined)
  if (!met) return recognitions.length > 0 ? 'undated' : undefined
  const today = clock.at(met.atMs).date
  if (met.enrolledOn === today) return 'new'
  // On a later day than this, where the clock was set back since: nobody knows which.
  return met.enrolledOn! < today ? 'returning' : 'undated'
}
