import type { Ms } from '../../config/units.ts'
import { isClockKept } from './clock.ts'

/** Further off than this the times of events are wrong, for whoever compares them with others. */
const OFF_MS: Ms = 1000
/** Further off than this it would take hours to come back: the clock was set. */
const SET_MS: Ms = 30_000
/** How often it is asked whether a time server keeps the clock. */
const ASK_MS: Ms = 60_000

/** Whether the times that the agent tells can be believed: a time server keeps the clock on the wall, and ours shows the same. */
export class Synchrony {
  readonly #aheadMs: () => Ms
  readonly #isKept: () => Promise<boolean | undefined>
  readonly #timer: NodeJS.Timeout
  #kept: boolean | undefined

  /** `aheadMs` is how far the clock on the wall is ahead of ours. */
  constructor(aheadMs: () => Ms, isKept = isClockKept) {
    this.#aheadMs = aheadMs
    this.#isKept = isKept
    this.#timer = setInterval(() => void this.ask(), ASK_MS)
    this.#timer.unref()
  }

  /** Asks the machine whether its clock is kept. */
  async ask(): Promise<void> {
    this.#kept = await this.#isKept()
  }

  /** Where nobody knows whether the clock is kept it is taken to be. */
  get holds(): boolean {
    return this.#kept !== false && Math.abs(this.#aheadMs()) < OFF_MS
  }

  /** Whether it is known that a time server keeps the clock. */
  get isKept(): boolean {
    return this.#kept === true
  }

  /** By how much the clock was set, where that is more than can be made good by and by. */
  get stepMs(): Ms | undefined {
    const aheadMs = this.#aheadMs()
    return Math.abs(aheadMs) > SET_MS ? aheadMs : undefined
  }

  close(): void {
    clearInterval(this.#timer)
  }
}
