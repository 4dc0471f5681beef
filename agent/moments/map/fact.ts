import type { Ms } from '../../../config/units.ts'
import type { Row, TouchpointMap } from './shape.ts'

/** One row of the map of a day that is over. */
export type MapFact = { readonly kind: 'touchpoint.mapped'; readonly atMs: Ms; readonly row: Row } & Pick<
  TouchpointMap,
  'day' | 'from' | 'days' | 'below' | 'visits' | 'split'
>

/** What is told of a map: its rows, one after the other. */
export function factsOf({ day, from, days, below, visits, split, rows }: TouchpointMap, atMs: Ms): MapFact[] {
  return rows.map(row => ({
    kind: 'touchpoint.mapped',
    ...{ atMs, day, from, days, below, visits, row },
    ...(split && { split }),
  }))
}
