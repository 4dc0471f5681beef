import { type Hours, WEEKDAYS } from '../../config/store.ts'
import type { Ms } from '../../config/units.ts'
import { minuteOf, WallClock } from './wall.ts'

const MINUTE: Ms = 60_000
const DAY: Ms = 86_400_000
const MINUTES_A_DAY = 1440

/** When a shop opens; every day, where no day is named on which it does not. */
export type Times = Pick<Hours, 'from' | 'to'> & Partial<Pick<Hours, 'closed'>>

/** Whether a shop is open, by the clock on its wall. */
export class Opening {
  readonly #fromMinute: number
  readonly #toMinute: number
  readonly #closed: ReadonlySet<string>
  readonly #clock: WallClock

  constructor({ from, to, closed = [] }: Times, timezone: string) {
    this.#fromMinute = minuteOf(from)
    this.#toMinute = minuteOf(to)
    this.#closed = new Set(closed)
    this.#clock = new WallClock(timezone)
  }

  /** From `from` on, until before `to`. Where both are the same it never closes, but for days on which it does not open. */
  isOpen(atMs: Ms): boolean {
    const { date, minute } = this.#clock.at(atMs)
    const [from, to] = [this.#fromMinute, this.#toMinute]
    if (from === to) return this.#opensOn(date)
    if (from < to) return minute >= from && minute < to && this.#opensOn(date)
    if (minute >= from) return this.#opensOn(date)
    return minute < to && this.#opensOn(dayBefore(date))
  }

  /**
   * How long it is open yet, in seconds; 0 while it is closed, undefined where it never closes. By the clock on the wall: in the night in
   * which that is set it is off by as much.
   */
  untilClosingSeconds(atMs: Ms): number | undefined {
    if (!this.isOpen(atMs)) return 0
    if (this.#fromMinute === this.#toMinute) return undefined
    const minutes = (this.#toMinute - this.#clock.at(atMs).minute + MINUTES_A_DAY) % MINUTES_A_DAY
    return 60 * minutes - (((atMs % MINUTE) + MINUTE) % MINUTE) / 1000
  }

  #opensOn(date: string): boolean {
    return !this.#closed.has(date) && !this.#closed.has(WEEKDAYS[new Date(date).getUTCDay()]!)
  }
}

function dayBefore(date: string): string {
  return new Date(Date.parse(date) - DAY).toISOString().slice(0, 10)
}
