import type { TouchpointRef } from '../../journey/touchpoints.ts'
import type { Who } from './counted.ts'
import { costMs } from './effort.ts'
import { isBeforeTill, type Likened } from './likened.ts'
import type { Meeting } from './meeting.ts'

/** In what touchpoints may be alike. */
export type Kind = 'channel' | 'function' | 'stage'

/** Touchpoints that are alike, told as if they were one. */
export interface Alike {
  readonly by: Kind
  readonly name: string
  readonly touchpoint: TouchpointRef
  readonly members: ReadonlySet<string>
}

/** All channels, functions and stages of a shop that has touchpoints of more than one of them. */
export function alikes(touchpoints: readonly TouchpointRef[]): readonly Alike[] {
  return (['channel', 'function', 'stage'] as const).flatMap(by =>
    [...new Set(touchpoints.map(one => one[by]))].sort().map(name => {
      const members = touchpoints.filter(one => one[by] === name)
      // What it costs is summed up already, so that the function of the whole is none that is a chore.
      const touchpoint: TouchpointRef = { ...members[0]!, id: `${by} ${name}`, function: 'inform' }
      return { by, name, touchpoint, members: new Set(members.map(({ id }) => id)) }
    }),
  )
}

/** The visits as if those touchpoints were one, and there were no other: met where one of them was, with the time, the waiting and the touches at all of them. */
export function asOne(
  { members, touchpoint }: Alike,
  visits: readonly Likened[],
  touchpoints: ReadonlyMap<string, TouchpointRef>,
): readonly Likened[] {
  return visits.map(visit => {
    let whole: Meeting | undefined
    let { noticed } = visit
    for (const id of members) {
      const meeting = visit.meetings.get(id)
      if (!meeting) continue
      const of = touchpoints.get(id)!
      if (meeting.engaged && isBeforeTill(of)) noticed--
      const waitMs = costMs(meeting, of)
      if (!whole) whole = { ...meeting, waitMs }
      else {
        whole.steps += meeting.steps
        whole.stayMs += meeting.stayMs
        whole.waitMs += waitMs
        whole.engaged ||= meeting.engaged
      }
    }
    return { ...visit, noticed, meetings: new Map(whole ? [[touchpoint.id, whole]] : []) }
  })
}

/** A part of the visits, by one thing that tells them apart. */
export interface Cut {
  readonly of: 'dayPart' | 'company' | 'membership' | 'return'
  readonly is: Who['dayPart'] | NonNullable<Who['company']> | 'recognised' | 'others' | 'new' | 'returning'
  readonly holds: (segment: Who) => boolean
}

export const CUTS: readonly Cut[] = [
  ...(['night', 'morning', 'afternoon', 'evening'] as const).map(is => ({
    ...({ of: 'dayPart', is } as const),
    holds: ({ dayPart }: Who) => dayPart === is,
  })),
  ...(['alone', 'group'] as const).map(is => ({
    ...({ of: 'company', is } as const),
    holds: ({ company }: Who) => company === is,
  })),
  { of: 'membership', is: 'recognised', holds: ({ member }) => member !== undefined },
  { of: 'membership', is: 'others', holds: ({ member }) => member === undefined },
  ...(['new', 'returning'] as const).map(is => ({
    ...({ of: 'return', is } as const),
    holds: ({ member }: Who) => member === is,
  })),
]
