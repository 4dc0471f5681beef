import type { Metres, Ms } from '../../config/units.ts'
import type { View } from '../view.ts'
import type { Noise } from './noise.ts'
import type { Found } from './suppress.ts'

/** In each of these a ghost may appear. */
const SPELL_MS: Ms = 1000
const MINUTE: Ms = 60_000
/** Purposes of draws, beyond those that belong to people. */
const WHETHER = 100
const WHERE = 101
const WHEN = 103
const LOOK = 105
/** Ghosts belong to nobody. */
const NOBODY = 0

/**
 * False alarms: coats, posters and reflections that look like somebody for some tenths of a second. They are as large as a
 * person would be on that spot of the floor.
 */
export class Ghosts {
  readonly #view: View
  readonly #chance: number
  readonly #noise: Noise
  readonly #place = new Float64Array(2)

  constructor(view: View, perMinute: number, noise: Noise) {
    this.#view = view
    this.#chance = (perMinute * SPELL_MS) / MINUTE
    this.#noise = noise
  }

  /** Adds to `found` whoever is not there. */
  appear(sinceMs: Ms, found: Found[]): void {
    const spell = Math.floor(sinceMs / SPELL_MS)
    const draw = (purpose: number) => this.#noise.unit(NOBODY, spell, purpose)
    if (draw(WHETHER) >= this.#chance) return
    const since = sinceMs - spell * SPELL_MS
    const fromMs = 700 * draw(WHEN)
    if (since < fromMs || since > fromMs + 100 + 500 * draw(WHEN + 1)) return
    const { width, height } = this.#view
    const tall: Metres = 1.4 + 0.5 * draw(LOOK)
    const column = width * draw(WHERE)
    const row = height * draw(WHERE + 1)
    if (!this.#view.placeAt(column, row, 0, this.#place)) return
    const head = this.#view.project(this.#place[0], this.#place[1], tall)
    if (!head || head[2] > 20) return
    const up = Math.max(16, row - head[1])
    const shake = 0.03 * up * this.#noise.normal(NOBODY, sinceMs, LOOK)
    found.push({
      left: Math.max(0, column - 0.2 * up + shake),
      top: Math.max(0, row - up + shake),
      right: Math.min(width, column + 0.2 * up + shake),
      bottom: Math.min(height, row + shake),
      score: 0.3 + 0.4 * draw(LOOK + 1),
      who: NOBODY,
    })
  }
}
