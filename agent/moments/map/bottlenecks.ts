import type { TouchpointRef } from '../../journey/touchpoints.ts'
import { bought, type Counted } from './counted.ts'
import { median } from './effort.ts'
import { waited } from './meeting.ts'
import type { TouchpointMap } from './shape.ts'
import { atLeast, figure, known, shareOf } from './veil.ts'

/** Where visitors wait: how many, for how long, and how many of them went without having bought; most waiting in all first. */
export function bottlenecks(
  visits: readonly Counted[],
  touchpoints: ReadonlyMap<string, TouchpointRef>,
  k: number,
): TouchpointMap['bottlenecks'] {
  return [...touchpoints.keys()]
    .flatMap(touchpoint => {
      const there = visits.filter(({ meetings }) => {
        const meeting = meetings.get(touchpoint)
        return meeting !== undefined && waited(meeting)
      })
      const wait = median(
        there.map(({ meetings }) => meetings.get(touchpoint)!.waitMs / 1000),
        k,
      )
      if (!wait) return []
      const gone = there.filter(visit => !bought(visit, touchpoints)).length
      return [
        {
          touchpoint,
          visits: atLeast(there.length, k),
          waitSeconds: figure(wait),
          ...known({ gaveUp: shareOf(gone, there.length, k) }),
        },
      ]
    })
    .sort((a, b) => b.visits * b.waitSeconds.value - a.visits * a.waitSeconds.value)
}
