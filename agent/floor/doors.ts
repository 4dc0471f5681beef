import type { Entrance } from '../../config/floor.ts'
import type { Metres } from '../../config/units.ts'
import { NEWCOMERS } from './chance.ts'
import type { Plan } from './plan.ts'

/** So far from an entrance people who come in begin to be seen. */
const DOOR_METRES: Metres = 1.5

/** Where people come in, and where they hardly do. */
export class Doors {
  readonly #outline: Plan['outline']
  readonly #entrances: readonly Entrance[]

  constructor({ outline, crossings }: Plan) {
    this.#outline = outline
    this.#entrances = crossings.flatMap(({ kind, line }) => (kind === 'entrance' ? [line] : []))
  }

  /** How many begin to be seen there and are new: see {@link NEWCOMERS}. */
  newcomers(x: Metres, y: Metres): number {
    // Without a door people come in wherever the view begins.
    if (this.#entrances.length === 0 || !this.#outline.contains(x, y)) return NEWCOMERS.door
    for (const line of this.#entrances) if (fromStretch(line, x, y) < DOOR_METRES) return NEWCOMERS.door
    return NEWCOMERS.inside
  }
}

/** Distance of a spot from a line between two points. */
export function fromStretch({ from, to }: Pick<Entrance, 'from' | 'to'>, x: Metres, y: Metres): Metres {
  const dx = to[0] - from[0]
  const dy = to[1] - from[1]
  const share = ((x - from[0]) * dx + (y - from[1]) * dy) / (dx * dx + dy * dy)
  const at = Math.max(0, Math.min(1, share))
  return Math.hypot(from[0] + at * dx - x, from[1] + at * dy - y)
}
