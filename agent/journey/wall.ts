import type { Ms } from '../../config/units.ts'

const MINUTE: Ms = 60_000

/** What the clock on the wall of the shop shows. */
export interface Shown {
  /** As 2026-12-25. */
  readonly date: string
  /** Whole minutes since midnight. */
  readonly minute: number
  /** As JavaScript counts them, from Sunday on. */
  readonly weekday: number
}

/** The clock on the wall of a shop. It is looked at anew once a minute, as that costs much more than to remember it. */
export class WallClock {
  readonly #format: Intl.DateTimeFormat
  #minute = Number.NaN
  #shown: Shown = { date: '', minute: 0, weekday: 0 }

  constructor(timezone: string) {
    // The Swedes write as ISO 8601 does: 2026-12-25 09:30.
    this.#format = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short', timeStyle: 'short' })
  }

  at(atMs: Ms): Shown {
    const minute = Math.floor(atMs / MINUTE)
    if (minute === this.#minute) return this.#shown
    this.#minute = minute
    const [date = '', time = ''] = this.#format.format(atMs).split(' ')
    this.#shown = { date, minute: minuteOf(time), weekday: new Date(date).getUTCDay() }
    return this.#shown
  }
}

/** Minutes since midnight of a time such as 08:30. */
export function minuteOf(clock: string): number {
  const [hours, minutes] = clock.split(':').map(Number)
  return 60 * hours + minutes
}
