import type { Ms } from '../../../config/units.ts'
import type { VisitRecord } from '../../journey/records.ts'
import type { Counted, Segment } from './counted.ts'
import { type Meeting, meetingsOf } from './meeting.ts'

const PARTS = ['night', 'morning', 'afternoon', 'evening'] as const

/** The clock on the wall of a shop. */
export class WallClock {
  readonly #clock: Intl.DateTimeFormat

  constructor(timezone: string) {
    // The Swedes write as ISO 8601 does: 2026-12-25 09:30.
    this.#clock = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short', timeStyle: 'short' })
  }

  /** As `2026-12-25`. */
  day(atMs: Ms): string {
    return this.#clock.format(atMs).slice(0, 10)
  }

  part(atMs: Ms): Segment['dayPart'] {
    return PARTS[Math.floor(Number(this.#clock.format(atMs).slice(11, 13)) / 6)]!
  }
}

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
  const { entrance, groupSize, startedMs, touches } = record
  const door = entrance === undefined ? undefined : doors.get(entrance)
  const met = meetingsOf(record, queues)
  const entered: Meeting = { firstMs: startedMs, steps: 1, stayMs: 0, waitMs: 0, engaged: true }
  return {
    segment: {
      dayPart: clock.part(startedMs),
      company: groupSize === undefined ? undefined : groupSize > 1 ? 'group' : 'alone',
      isMember: touches.some(({ kind }) => kind === 'recognition'),
    },
    meetings: door === undefined || met.has(door) ? met : new Map([[door, entered], ...met]),
    bought: undefined,
  }
}
