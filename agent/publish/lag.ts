import type { Ms } from '../../config/units.ts'
import type { HealthFact } from '../health/fact.ts'

/** Nothing acknowledged for this long while something waits: the agent lags. */
const STALL_MS = 60_000
/** With no more than this waiting it has caught up. */
const CAUGHT_UP = 100

/** How the outbox stands. */
export interface Standing {
  readonly waiting: number
  /** Events lost, counted since the database was begun. */
  readonly dropped: number
  /** Position of the last event that the broker has acknowledged. */
  readonly settled: number
  readonly oldestMs: Ms | undefined
}

/** Decides when lagging is worth telling: when it begins, when it is over, and whenever something was lost. */
export class Lag {
  /** Losses that have been told of. */
  told: number
  #late = false
  #idle = true
  #settled = -1
  #movedMs: Ms = 0

  constructor(told: number) {
    this.told = told
  }

  check({ waiting, dropped, settled, oldestMs }: Standing, atMs: Ms): HealthFact | undefined {
    if (settled !== this.#settled || waiting === 0 || this.#idle) this.#movedMs = atMs
    this.#settled = settled
    this.#idle = waiting === 0
    const stalled = atMs - this.#movedMs >= STALL_MS
    const late = stalled || (this.#late && waiting > CAUGHT_UP)
    if (late === this.#late && dropped <= this.told) return undefined
    this.#late = late
    this.told = dropped
    return { kind: 'agent.lagging', atMs, waiting, dropped, ...(oldestMs === undefined ? {} : { oldestMs }) }
  }
}
