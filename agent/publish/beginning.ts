import type { Ms } from '../../config/units.ts'
import type { Before } from './journal.ts'
import { Numbers } from './numbers.ts'
import type { Snapshot } from './spare.ts'

/** Where a run begins. */
export interface Beginning {
  readonly numbers: Numbers
  /** The last position given, and the last that the broker has. */
  readonly position: number
  readonly settled: number
  readonly waiting: number
  readonly dropped: number
  /** The visits that are open, where the database does not know. */
  readonly visits: Snapshot['visits'] | undefined
}

/** Goes by what an earlier run left in the database, and by what it noted beside it where the database was lost, or took nothing at the end. */
export function beginning(before: Before, noted: Snapshot | undefined, atMs: Ms): Beginning {
  const { epoch, count, last, settled, dropped, streams } = before
  const isLost = epoch === 0 && noted !== undefined
  // What was told while the database took nothing, or all that is known where it was lost.
  const isAhead = noted?.isAhead && (noted.epoch > epoch || noted.position > last)
  const ahead = isLost || isAhead ? noted : undefined
  const next = Math.max(epoch, noted?.epoch ?? 0) + 1
  const position = Math.max(last, ahead?.position ?? 0)
  // Of a database that was lost nobody knows what it gave last: an event would seem to follow on one that has others behind it.
  const known = ahead && !isLost ? ahead.streams : streams
  return {
    numbers: new Numbers(Math.max(next, Math.floor(atMs / 1000)), position, known),
    position,
    settled: isLost ? position : settled,
    waiting: count,
    // What waited in memory, or in what was lost, is lost.
    dropped: ahead ? ahead.dropped + Math.max(0, ahead.waiting - count) : dropped,
    visits: ahead?.visits,
  }
}
