import type { Ms } from '../config/units.ts'

/** Two clocks of one machine that are no further apart are not told apart: one counts in whole milliseconds. */
const SAME_MS: Ms = 20
/** How long it is remembered that this clock was put forward. */
const LEAP_MS: Ms = 86_400_000
/** How much faster or slower than time this clock goes to come back to that on the wall: a dwell is no further off than that. */
const SLEW = 0.01

/**
 * The time on the wall, kept steady: it never goes back and never jumps, so that what lies between two of its times has passed. Where the
 * clock on the wall is set, it goes on from where it was and approaches that slowly; how far that is ahead it says.
 */
export class Clock {
  readonly #wall: () => Ms
  readonly #steady: () => Ms
  #atMs: Ms
  #steadyMs: Ms
  #aheadMs: Ms = 0
  /** How far this clock was put forward or back, and when by the steady one. */
  #leaps: readonly { readonly byMs: Ms; readonly steadyMs: Ms }[] = []

  /** `wall` is the clock that may be set, `steady` one that only goes on, from whenever. */
  constructor(wall: () => Ms, steady: () => Ms) {
    this.#wall = wall
    this.#steady = steady
    this.#steadyMs = steady()
    this.#atMs = wall()
  }

  /** Whole milliseconds. */
  now(): Ms {
    this.#go()
    return Math.floor(this.#atMs)
  }

  /** How far the clock on the wall is ahead of this one. */
  aheadMs(): Ms {
    this.#go()
    return Math.abs(this.#aheadMs) < SAME_MS ? 0 : this.#aheadMs
  }

  /** What this clock showed when that on the wall, as it is set now, showed `wallMs`. */
  of(wallMs: Ms): Ms {
    return wallMs - this.aheadMs()
  }

  /** Takes over what the wall says, back or forth: to be done only where nothing is under way. Answers how far that was. */
  set(): Ms {
    this.#go()
    const byMs = this.#wall() - this.#atMs
    this.#atMs += byMs
    this.#aheadMs = 0
    if (Math.abs(byMs) >= SAME_MS) this.#leaps = [...this.#recent(), { byMs, steadyMs: this.#steadyMs }]
    return byMs
  }

  /** How far it was put forward within the last day, in all: what would not be over but for that may not be over. */
  leaptMs(): Ms {
    this.#go()
    return this.#recent().reduce((sum, { byMs }) => Math.max(0, sum + byMs), 0)
  }

  #recent(): readonly { readonly byMs: Ms; readonly steadyMs: Ms }[] {
    return this.#leaps.filter(({ steadyMs }) => this.#steadyMs - steadyMs < LEAP_MS)
  }

  #go(): void {
    const steadyMs = this.#steady()
    const passedMs = steadyMs - this.#steadyMs
    const aheadMs = this.#wall() - (this.#atMs + passedMs)
    const most = SLEW * passedMs
    const slewMs = Math.max(-most, Math.min(most, aheadMs))
    this.#steadyMs = steadyMs
    this.#atMs += passedMs + slewMs
    this.#aheadMs = aheadMs - slewMs
  }
}

/** That of this program. */
export const clock = new Clock(Date.now, () => performance.now())
export const now = (): Ms => clock.now()
