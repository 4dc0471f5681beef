import { Fault } from '../../config/fault.ts'
import type { Ms } from '../../config/units.ts'

/** To somebody who is as likely to be glad of a contact as this, one seems worth it. */
export const PROMISING = 0.55
/** Of so many visits it is remembered how many of them were of somebody like that; at first it is taken for more than enough. */
const LATELY = 400
const AT_FIRST = 0.1
/**
 * Where they are fewer than the first share, they are those of whom too much is thought, until they are more than the second. But that is not
 * known before so many visits.
 */
const [FEW, MORE] = [0.01, 0.02]
const ENOUGH = 2500
/** So long it may rest then until it is tried again; and for so long after an alarm it does not rest. */
const MONTH_MS: Ms = 30 * 86_400_000

/**
 * Whether the advice rests: nobody is approached, nor tried. Where nothing can be learned somebody still looks now and then as if a contact
 * were worth it, and staff are sent for nothing again and again; where something can, there are more of them before long. So where among
 * many visitors there is hardly any, these are let go. For a month at most: then it is tried anew. A change that sets off the alarm is a
 * reason to try, and not to rest.
 */
export class Rest {
  /** Since the beginning, or since it was tried anew. */
  visits = 0
  /** Of the latest of them, the share of those with somebody to whom a contact seemed worth it at some time. */
  promising = AT_FIRST
  isResting = false
  /** When it is tried anew at the latest; 0 where it did not rest of late. */
  untilMs: Ms = 0
  /** When it may begin to. */
  fromMs: Ms = 0

  holds(nowMs: Ms): boolean {
    return this.isResting && isWithin(nowMs, this.untilMs)
  }

  /** A visit is over. */
  pass(isPromising: boolean, atMs: Ms): void {
    this.visits++
    this.promising += (Number(isPromising) - this.promising) / LATELY
    if (this.untilMs > 0 && !isWithin(atMs, this.untilMs)) this.#begin()
    if (this.visits < ENOUGH || isWithin(atMs, this.fromMs)) return
    this.isResting = this.promising < (this.isResting ? MORE : FEW)
    if (this.isResting && this.untilMs === 0) this.untilMs = atMs + MONTH_MS
  }

  /** The world is another. */
  postpone(atMs: Ms): void {
    this.#begin()
    this.fromMs = atMs + MONTH_MS
  }

  reset(): void {
    this.#begin()
    this.fromMs = 0
    this.promising = AT_FIRST
  }

  #begin(): void {
    this.visits = this.untilMs = 0
    this.isResting = false
  }
}

/**
 * Whether it is the month before a time, or little more: visits do not end in the order in which they are told. Long before it is not, where
 * the clock was wrong and is set back.
 */
function isWithin(nowMs: Ms, endMs: Ms): boolean {
  return nowMs < endMs && nowMs >= endMs - 2 * MONTH_MS
}

/** What is told of a rest. */
export function atRest(untilMs: Ms): Fault {
  return new Fault('MOMENTS_REST', { until: new Date(untilMs).toISOString().slice(0, 10), visits: LATELY })
}
