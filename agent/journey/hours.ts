import type { Hours } from '../../config/store.ts'
import type { Ms } from '../../config/units.ts'

const MINUTE: Ms = 60_000

/** Whether a shop is open, by the clock on its wall. */
export class Opening {
  readonly #fromMinute: number
  readonly #toMinute: number
  readonly #clock: Intl.DateTimeFormat
  #minute = Number.NaN
  #isOpen = true

  constructor({ from, to }: Pick<Hours, 'from' | 'to'>, timezone: string) {
    this.#fromMinute = minuteOf(from)
    this.#toMinute = minuteOf(to)
    this.#clock = new Intl.DateTimeFormat('en-GB', { timeZone: timezone, hour: '2-digit', minute: '2-digit' })
  }

  /** From `from` on, until before `to`. Where both are the same it never closes. */
  isOpen(atMs: Ms): boolean {
    const minute = Math.floor(atMs / MINUTE)
    if (minute !== this.#minute) {
      this.#minute = minute
      this.#isOpen = this.#holds(minuteOf(this.#clock.format(atMs)))
    }
    return this.#isOpen
  }

  #holds(now: number): boolean {
    const [from, to] = [this.#fromMinute, this.#toMinute]
    if (from === to) return true
    return from < to ? now >= from && now < to : now >= from || now < to
  }
}

function minuteOf(clock: string): number {
  const [hours, minutes] = clock.split(':').map(Number)
  return 60 * hours + minutes
}
