import type { Ms } from '../../config/units.ts'
import type { VisitId } from './fact.ts'
import { once } from './once.ts'
import type { Stay, Touch } from './touch.ts'

/** Everything one visitor did so far, over all sensors, in order of time. */
export interface VisitRecord {
  readonly visit: VisitId
  startedMs: Ms
  /** Absent where they were not seen to come in. */
  entrance?: string
  /** How many came together, them included; absent where nobody is known to have come with them. */
  groupSize?: number
  /** The visit of the same person that this one followed soon. */
  previous?: VisitId
  readonly touches: Touch[]
  /** Touches beyond those that are kept. */
  left: number
  endedMs?: Ms
}

/** Nobody meets so many places in a visit; whoever seems to is a fault of a sensor, and must not cost memory without end. */
const MOST = 512

/** The stay in a zone that is not over. */
export function stayIn({ touches }: VisitRecord, zone: string): (Stay & { readonly atMs: Ms }) | undefined {
  return touches.findLast(touch => touch.kind === 'stay' && touch.zone === zone && touch.untilMs === undefined) as
    | (Stay & { readonly atMs: Ms })
    | undefined
}

/** Whoever of the staff is with them is no more. */
export function part({ touches }: VisitRecord, atMs: Ms): void {
  for (const touch of touches) if (touch.kind === 'contact') touch.untilMs ??= Math.max(touch.atMs, atMs)
}

/** A touch takes its place in order of time; beyond those that are kept it is only counted. */
export function insert(record: VisitRecord, touch: Touch): void {
  if (record.touches.length >= MOST) {
    record.left++
    return
  }
  const after = record.touches.findLastIndex(({ atMs }) => atMs <= touch.atMs)
  record.touches.splice(after + 1, 0, touch)
}

/**
 * What `other` did, `record` did too. Both are of one person, who was seen as two for a while: where they stayed at once they stayed once. Of
 * whom neither is known to have come with anybody, the one of both is not known to have come alone.
 */
export function unite(record: VisitRecord, other: VisitRecord): void {
  const { startedMs, entrance, previous, groupSize } = other
  const isSooner = startedMs < record.startedMs
  if (isSooner) record.startedMs = startedMs
  if (entrance !== undefined && (isSooner || record.entrance === undefined)) record.entrance = entrance
  if (previous !== undefined) record.previous ??= previous
  if (groupSize !== undefined) record.groupSize = Math.max(record.groupSize ?? 1, groupSize)
  const touches = once([...record.touches, ...other.touches])
  record.touches.splice(0, record.touches.length, ...touches.slice(0, MOST))
  record.left += other.left + Math.max(0, touches.length - MOST)
}
