import type { Counts } from './counts.ts'
import type { Listener } from './listener.ts'
import type { SimulatedStore } from './store.ts'
import type { Tally } from './tally.ts'

/** What became of all events. told = acknowledged + waiting; received + lost = due, and what came though it was not due yet. */
export interface Totals {
  /** Events that happened; that the broker acknowledged; that it did not. */
  readonly told: number
  readonly acknowledged: number
  readonly waiting: number
  /** Copies that were to come to the listeners: of each acknowledged event one to each listener, or to all who share. And that came. */
  readonly due: number
  readonly received: number
  readonly lost: number
  /** Came more than once; after a later one of the same store; from somebody else; was no event. */
  readonly duplicated: number
  readonly disordered: number
  readonly foreign: number
  readonly strange: number
  /** Words that a store is gone, of its last will or its own; how often the connection of a listener broke. */
  readonly gone: number
  readonly broken: number
}

/** Copies that are due to a listener, or several who share, and have not come. */
export function missing(tallies: ReadonlySet<Tally>, stores: readonly SimulatedStore[]): number {
  let count = 0
  for (const tally of tallies)
    for (const { source, acknowledged } of stores) count += tally.missing(source, acknowledged)
  return count
}

export function totals(stores: readonly SimulatedStore[], listeners: readonly Listener[], counts: Counts): Totals {
  const tallies = new Set(listeners.map(({ tally }) => tally))
  const sum = (of: (tally: Tally) => number) => [...tallies].reduce((all, tally) => all + of(tally), 0)
  const acknowledged = stores.reduce((all, store) => all + store.acknowledged, 0)
  return {
    told: counts.told,
    acknowledged,
    waiting: counts.told - acknowledged,
    due: acknowledged * tallies.size,
    received: sum(({ received }) => received),
    lost: missing(tallies, stores),
    duplicated: sum(({ again }) => again),
    disordered: sum(({ disordered }) => disordered),
    foreign: sum(({ foreign }) => foreign),
    strange: listeners.reduce((all, { strange }) => all + strange, 0),
    gone: counts.statusGone,
    broken: listeners.reduce((all, { broken }) => all + broken, 0),
  }
}
