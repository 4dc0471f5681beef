import { idOf, type Place, placeOf } from '../../agent/events/wire.ts'
import type { Seen } from '../chaos/truth.ts'

/** What is wrong with what a subscriber has; all empty where nothing is. */
export interface Verdict {
  /** Numbers that never came. */
  readonly missing: readonly string[]
  readonly twice: readonly string[]
  /** Visits that began and did not end exactly once. */
  readonly unended: readonly string[]
  /** Epochs of which the last that came is not that the agent stopped: what was told after that is not known. */
  readonly open: readonly string[]
}

/** Each epoch counts without holes, from that the agent started to that it stopped, so whatever is missing shows in what came. */
export function judge(arrived: readonly Seen[]): Verdict {
  const epochs = new Map<number, Map<number, string>>()
  const twice = new Set<string>()
  for (const { id, type } of arrived) {
    const { epoch, sequence } = placeOf(id)!
    const seen = epochs.get(epoch) ?? new Map<number, string>()
    if (seen.has(sequence)) twice.add(id)
    epochs.set(epoch, seen.set(sequence, type))
  }
  const stream = placeOf('0-0')!.stream
  const missing: string[] = []
  const open: string[] = []
  for (const [epoch, seen] of epochs) {
    const last = [...seen.keys()].reduce((most, sequence) => Math.max(most, sequence), 0)
    for (let sequence = 1; sequence <= last; sequence++)
      if (!seen.has(sequence)) missing.push(idOf({ stream, epoch, sequence } satisfies Place))
    if (seen.get(last) !== 'aisle.agent.stopped.v1') open.push(String(epoch))
  }
  return { missing, twice: [...twice], unended: unended(arrived), open }
}

function unended(arrived: readonly Seen[]): string[] {
  const ends = new Map<string, number>()
  for (const { type, subject } of arrived) {
    if (!subject) continue
    if (type === 'aisle.visit.started.v1') ends.set(subject, ends.get(subject) ?? 0)
    else if (type === 'aisle.visit.ended.v1') ends.set(subject, (ends.get(subject) ?? 0) + 1)
  }
  return [...ends].filter(([, count]) => count !== 1).map(([visit]) => visit)
}
