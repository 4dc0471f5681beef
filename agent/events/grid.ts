import type { Metres } from '../../config/units.ts'
import type { Trail } from '../floor/fact.ts'

/** The centre of the square of the grid that holds this spot, rounded to the micrometre against noise of the arithmetic. */
export function square(x: Metres, y: Metres, gridMetres: Metres): [Metres, Metres] {
  return [centre(x, gridMetres), centre(y, gridMetres)]
}

/**
 * The squares that a trail leads through, one after the other different, without times. Of more than `max`, every second,
 * third, … is kept, and the last.
 */
export function squares(trail: Trail, gridMetres: Metres, max: number): [Metres, Metres][] {
  const all: [Metres, Metres][] = []
  for (let i = 0; i + 2 < trail.length; i += 3) {
    const next = square(trail[i]!, trail[i + 1]!, gridMetres)
    const last = all.at(-1)
    if (!last || last[0] !== next[0] || last[1] !== next[1]) all.push(next)
  }
  const step = Math.ceil(all.length / max)
  return step > 1 ? all.filter((_, i) => (all.length - 1 - i) % step === 0) : all
}

function centre(metres: Metres, gridMetres: Metres): Metres {
  return Math.round((Math.floor(metres / gridMetres) + 0.5) * gridMetres * 1e6) / 1e6
}
