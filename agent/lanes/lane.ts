import type { Ms } from '../../config/units.ts'
import type { Source } from '../../drivers/source.ts'
import type { Flaw } from '../health/scrutiny.ts'

/** One sensor and what is done with each thing that it delivers. */
export interface Lane<T = unknown> {
  readonly source: Source<T>
  /** Whether the sensor sees people on the floor: while one such sensor is down, counts are not whole. */
  readonly floor: boolean
  /** Whether a late item is worth less than a fresh one: then the newest wins, and the others are dropped and counted. */
  readonly latest?: () => Latest<T>
  /** When an item was captured; of several together, the first; −∞ where it holds nothing, and only says that the sensor is open. */
  atMs(item: T): Ms
  see(item: T): Promise<void> | void
  /** Resolves when nothing is under way any more of what `see` did not wait for. */
  settle?(): Promise<void> | undefined
  /** What could not be used since the start, by the reason why. */
  losses?(): Losses
  /** What has been wrong with its pictures for that long, counted from an instant; and whether the last was dark. */
  flaw?(forMs: Ms, fromMs: Ms): Flaw | undefined
  isDark?(): boolean
  close(): Promise<void> | void
}

/** How much was lost, by the reason why. */
export type Losses = Readonly<Record<string, number>>

/** Picks the newest of what has arrived whenever its reader is ready. */
export interface Latest<T> {
  readonly dropped: number
  /** How many have arrived and were not picked yet. */
  readonly waiting: number
  of(items: AsyncIterable<T>): AsyncIterable<T>
}
