import type { Place } from '../wire.ts'

/** An event that came, at its place in its stream; `W` is what it says. */
export interface Arrival<W> {
  readonly place: Place
  /** Where the event before it stands. */
  readonly before: Place
  /** Whether there was an event there: the first of a database begun anew does not know. */
  readonly certain: boolean
  readonly what: W
  /** Tells the broker that we have it. */
  readonly ack: () => void
}

/** What is due to be handled, in order: an event, or that some will never come. */
export type Due<W> =
  | { readonly kind: 'event'; readonly place: Place; readonly what: W; readonly acks: (() => void)[] }
  | {
      readonly kind: 'loss'
      readonly place: Place
      readonly after: Place
      readonly certain: boolean
      readonly why: Why
    }

/** The agent has it no more, does not give it, or did not answer for too long. */
export type Why = 'gone' | 'refused' | 'unanswered'

/** A range to ask for: after one place, through another, each where there is one. */
export interface Question {
  readonly after?: Place
  readonly through?: Place
}

/** The last word of an agent on what it was asked for: how many it sent, the last of them, and whether there are more in the range. */
export interface Answer {
  readonly count: number
  readonly through?: Place
  readonly more: boolean
  /** The oldest that the agent still has of the stream. */
  readonly oldest?: Place
}

/** Whether it says that an agent counts anew from below what was heard of it. */
export function turnsBack<W>(due: Due<W>): due is Extract<Due<W>, { kind: 'loss' }> {
  return due.kind === 'loss' && isStart(due.place)
}

/** Whether it stands before whatever an agent may tell: its first epoch is 1. */
export const isStart = ({ epoch }: Place): boolean => epoch === 0

export function release<W>(due: Due<W>): void {
  if (due.kind === 'event') for (const ack of due.acks) ack()
}
