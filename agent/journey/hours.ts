import { type Hours, WEEKDAYS } from '../../config/store.ts'
import type { Ms } from '../../config/units.ts'

const MINUTE: Ms = 60_000
const DAY: Ms = 86_400_000

/** When a shop opens; every day, where no day is named on which it does not. */
export type Times = Pick<Hours, 'from' | 'to'> & Partial<Pick<Hours, 'closed'>>

/** Whether a shop is open, by the clock on its wall. */
export class Opening {
  readonly #fromMinute: number
  readonly #toMinute: number
  readonly #closed: ReadonlySet<string>
  readonly #clock: Intl.DateTimeFormat
  #minute = Number.NaN
  #isOpen = true

  constructor({ from, to, closed = [] }: Times, timezone: string) {
    this.#fromMinute = minuteOf(from)
    this.#toMinute = minuteOf(to)
    this.#closed = new Set(closed)
    // As 2026-12-25 09:30.
    this.#clock = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short', timeStyle: 'short' })
  }

  /** From `from` on, until before `to`. Where both are the same it never closes, but for days on which it does not open. */
  isOpen(atMs: Ms): boolean {
    const minute = Math.floor(atMs / MINUTE)
    if (minute !== this.#minute) {
      this.#minute = minute
      const [date = '', time = ''] = this.#clock.format(atMs).split(' ')
      this.#isOpen = this.#holds(date, minuteOf(time))
    }
    return this.#isOpen
  }

  #holds(date: string, now: number): boolean {
    const [from, to] = [this.#fromMinute, this.#toMinute]
    if (from === to) return this.#opensOn(date)
    if (from < to) return now >= from && now < to && this.#opensOn(date)
    if (now >= from) return this.#opensOn(date)
    return now < to && this.#opensOn(dayBefore(date))
  }

  #opensOn(date: string): boolean {
    return !this.#closed.has(date) && !this.#closed.has(WEEKDAYS[new Date(date).getUTCDay()]!)
  }
}

function dayBefore(date: string): string {
  return new Date(Date.parse(date) - DAY).toISOString().slice(0, 10)
}

function minuteOf(clock: string): number {
  const [hours, minutes] = clock.split(':').map(Number)
  return 60 * hours + minutes
}
