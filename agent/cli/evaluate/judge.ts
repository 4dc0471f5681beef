import type { Share } from '../../journey/wilson.ts'
import { type Counted, shareOf } from './bootstrap.ts'
import { halves, type Labelled, type Seen, seen, split } from './open.ts'
import { tailLimit } from './tail.ts'

/**
 * FPIR: strangers who were taken for a member. FNIR: members who were not recognised, or taken for another (ISO/IEC 19795-1). People
 * come up in many searches; intervals are over people.
 */
export interface Figures {
  /** The mean of all that were tried. */
  readonly limit: number
  readonly fpir: Share
  readonly fnir: Share
}

/** What was seen, and the limit by which it is judged. */
export interface Trial {
  readonly seen: readonly Seen[]
  readonly limit: number
}

/** How people are drawn for {@link crossed}. */
export interface Draw {
  readonly members: number
  readonly photographs: number
  readonly looks: number
  readonly seeds: number
}

/** So many times members are drawn from each half. */
const GALLERIES = 8

export function judged(trials: readonly Trial[]): Figures {
  const of = (members: boolean) =>
    shareOf(
      trials.flatMap(({ seen, limit }) =>
        seen.filter(each => (each.enrolled !== undefined) === members).map(each => counted(each, limit)),
      ),
    )
  const limit = trials.reduce((sum, trial) => sum + trial.limit, 0) / trials.length
  return { limit, fpir: of(false), fnir: of(true) }
}

/** As {@link judged}, of members whose template was made of so many photographs. */
export function ofEnrolled(trials: readonly Trial[], from: number, to: number): Share {
  const isSo = ({ enrolled }: Seen) => enrolled !== undefined && enrolled >= from && enrolled <= to
  return judged(trials.map(({ seen, limit }) => ({ limit, seen: seen.filter(isSo) }))).fnir
}

/** The limit by which at most `target` of the strangers of several galleries are to be taken for members. */
export function limitOf(galleries: readonly (readonly Seen[])[], target: number): number {
  const strangers = galleries.flat().filter(({ enrolled }) => enrolled === undefined)
  return tailLimit(
    strangers.map(({ strangeness }) => strangeness),
    target,
  )
}

/**
 * Halves all people, and judges each half, its members and its strangers, by the limit that the other half asks for. So nobody who
 * had a part in a limit has one in what shows whether it holds. Members are drawn from a half many times over, also those of whom
 * there is one photograph, whom nobody sees again. As many as were asked for, or half of the half.
 */
export function crossed(
  all: readonly Labelled[],
  numbers: ReadonlyMap<string, Float32Array>,
  { members, photographs, looks, seeds }: Draw,
  targets: readonly number[],
): readonly (Figures & { readonly target: number; readonly members: number })[] {
  const people = new Set(all.map(({ who }) => who)).size
  const most = Math.max(Math.min(members, people >> 2), 1)
  const trials: Trial[][] = targets.map(() => [])
  for (let seed = 1; seed <= seeds; seed++) {
    const drawn = halves(all, seed).map(half =>
      Array.from({ length: GALLERIES }, (_, i) =>
        seen(split(half, most, photographs, seed * GALLERIES + i, 1)!, numbers, looks),
      ),
    )
    for (const [fitted, shown] of [drawn, drawn.toReversed()])
      for (const [i, target] of targets.entries()) {
        const limit = limitOf(fitted, target)
        trials[i].push(...shown.map(seen => ({ seen, limit })))
      }
  }
  return targets.map((target, i) => ({ target, members: most, ...judged(trials[i]) }))
}

/** A hit is what goes wrong. */
function counted({ who, near, strangeness, enrolled }: Seen, limit: number): Counted {
  const isTaken = near !== undefined && strangeness <= limit
  if (enrolled === undefined) return { who, trials: 1, hits: isTaken ? [near] : [] }
  return { who, trials: 1, hits: isTaken && near === who ? [] : [who] }
}
