import type { Fault } from '../../../config/fault.ts'
import type { Due } from './due.ts'
import type { Position, Progress } from './progress.ts'
import type { Reading } from './reading.ts'
import type { Turns } from './turns.ts'

/** Where to begin in a stream that was never heard before: with the oldest that the agent still has, at a time, or with what happens next. */
export type From = 'oldest' | 'now' | Date

/** What all lanes share. */
export interface Yard<T> {
  readonly from: From
  /** Most events that are done in one transaction. */
  readonly batch: number
  /** Most events of a stream that are held because something before them is missing. */
  readonly hold: number
  readonly patienceMs: number
  readonly answerMs: number
  /** So many requests at a time. */
  readonly turns: Turns
  /** Aborted when no handler is to begin any more. */
  readonly signal: AbortSignal
  readonly online: boolean
  /**
   * For how long in all we have heard what is said: it stands still while we are away from the broker, and while we read nothing because so
   * much waits for handlers. Whatever is late by this clock is so by no fault of ours.
   */
  readonly heardMs: number
  readonly commit: Progress<T>['commit']
  handle(source: string, stream: string, due: Due<Reading['said']>, tx: T): Promise<void>
  /** Asks an agent to send again; answers whether the request went. */
  ask(source: string, request: object): boolean
  acknowledge(position: Position): void
  fault(fault: Fault): void
  /** Waits, unless it is over. */
  pause(ms: number): Promise<void>
}
