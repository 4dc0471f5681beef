import type { Ms } from '../../config/units.ts'
import type { JourneyFact } from './fact.ts'

type Counted = Extract<JourneyFact, { kind: 'interval.counted' }>

/** Counts what happens between two marks of the clock: whole multiples of `lengthMs` since the epoch, so that all shops agree. */
export class Interval {
  /** Which interval is counted now. */
  serial = 0
  readonly #lengthMs: number
  #fromMs: Ms | undefined
  #count = { in: 0, out: 0, passes: 0, visits: 0, people: 0 }
  #durationsMs: number[] = []
  /** Sum over the visits that ended. */
  #confidence = 0
  #downSinceMs: Ms | undefined
  #downMs = 0

  constructor(lengthMs: number) {
    this.#lengthMs = lengthMs
  }

  add(what: 'in' | 'out' | 'passes' | 'visits' | 'people'): void {
    this.#count[what]++
  }

  /** What that interval counted turns out not to have been; where it is told already, that stays told. */
  take(what: 'in' | 'out' | 'visits' | 'people', countedIn: number, count = 1): void {
    if (countedIn === this.serial) this.#count[what] -= count
  }

  /** A visit of so long, which was one person with this probability. */
  ended(durationMs: number, confidence = 1): void {
    this.#durationsMs.push(durationMs)
    this.#confidence += confidence
  }

  /** From here on some sensor of the floor delivers nothing, or all deliver again. */
  covered(yes: boolean, atMs: Ms): void {
    if (yes && this.#downSinceMs !== undefined) {
      this.#downMs += atMs - this.#downSinceMs
      this.#downSinceMs = undefined
    } else if (!yes) this.#downSinceMs ??= atMs
  }

  /**
   * The interval that has ended by now, if one has. Of whole intervals in which nobody asked
   * nothing is told; a clock that was set back by more than an interval begins a new one.
   */
  tick(atMs: Ms): Counted | undefined {
    if (this.#fromMs === undefined || atMs < this.#fromMs - this.#lengthMs) this.#fromMs = atMs
    const dueMs = (Math.floor(this.#fromMs / this.#lengthMs) + 1) * this.#lengthMs
    if (atMs < dueMs) return undefined
    const counted = this.#close(dueMs)
    this.#fromMs = Math.floor(atMs / this.#lengthMs) * this.#lengthMs
    return counted
  }

  /** What has been counted since the last mark, however short. */
  close(atMs: Ms): Counted | undefined {
    return this.#fromMs === undefined || atMs <= this.#fromMs ? undefined : this.#close(atMs)
  }

  #close(toMs: Ms): Counted {
    const fromMs = this.#fromMs!
    if (this.#downSinceMs !== undefined) {
      this.#downMs += toMs - this.#downSinceMs
      this.#downSinceMs = toMs
    }
    const counted: Counted = {
      kind: 'interval.counted',
      atMs: toMs,
      fromMs,
      toMs,
      ...this.#count,
      durationsMs: this.#durationsMs,
      ...(this.#durationsMs.length > 0 ? { confidence: this.#confidence / this.#durationsMs.length } : {}),
      coverage: Math.min(1, Math.max(0, 1 - this.#downMs / (toMs - fromMs))),
    }
    this.serial++
    this.#fromMs = toMs
    this.#count = { in: 0, out: 0, passes: 0, visits: 0, people: 0 }
    this.#durationsMs = []
    this.#confidence = 0
    this.#downMs = 0
    return counted
  }
}
