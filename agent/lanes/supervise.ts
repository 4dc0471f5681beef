import { setTimeout as sleep } from 'node:timers/promises'
import { Fault, why } from '../../config/fault.ts'
import type { Ms } from '../../config/units.ts'
import type { Source } from '../../drivers/source.ts'
import type { HealthFact } from '../health/fact.ts'

export interface Supervision {
  readonly signal: AbortSignal
  readonly tell: (fact: HealthFact) => void
  readonly now: () => Ms
  /** Told of each failure, for the log; of the same one again and again, once. */
  readonly failed: (fault: Fault) => void
  readonly waits?: Waits
}

/** How long to wait before what failed is tried again: doubled each time, up to a limit, until it has delivered for as long as `steadyMs`. */
export interface Waits {
  readonly firstMs: number
  readonly longestMs: number
  readonly steadyMs: number
}

export const WAITS: Waits = { firstMs: 500, longestMs: 30_000, steadyMs: 5000 }

/**
 * Items of a source for as long as the agent runs: a source that fails is opened again after a wait that doubles up to a limit.
 * Ends when the signal aborts or when the source itself comes to its end, as recordings do. The outage is told once, again where
 * something else is wrong by then, and its end. One that delivers a little and fails again and again has one outage, which is over
 * when it has delivered for a while.
 */
export async function* supervise<T>(source: Source<T>, how: Supervision): AsyncIterable<T> {
  const { signal, tell, now, failed, waits = WAITS } = how
  let waitMs = waits.firstMs
  let said = ''
  let cause = ''
  let downSinceMs: Ms | undefined
  /** Has begun to deliver, and not yet delivered for a while. */
  let isUnsteady = false
  const recovered = () => {
    if (downSinceMs !== undefined)
      tell({ kind: 'sensor.recovered', sensor: source.id, atMs: now(), sinceMs: downSinceMs })
    downSinceMs = undefined
    said = ''
  }
  const steady = () => {
    isUnsteady = false
    waitMs = waits.firstMs
    recovered()
  }
  while (!signal.aborted) {
    let proof: NodeJS.Timeout | undefined
    try {
      for await (const item of source.open(signal)) {
        if (!proof) {
          if (!isUnsteady) recovered()
          isUnsteady = true
          proof = setTimeout(steady, waits.steadyMs).unref()
        }
        yield item
      }
      if (proof && !signal.aborted) recovered()
      return
    } catch (thrown) {
      if (signal.aborted) return
      const fault =
        thrown instanceof Fault ? thrown : new Fault('SOURCE_LOST', { sensor: source.id, why: why(thrown) }, thrown)
      // What is wrong may change while it is: a camera that went away comes back with another password.
      if (downSinceMs === undefined || fault.code !== cause) {
        downSinceMs ??= now()
        cause = fault.code
        tell({ kind: 'sensor.failed', sensor: source.id, atMs: now(), cause, sinceMs: downSinceMs })
      }
      if (fault.message !== said) failed(fault)
      said = fault.message
    } finally {
      clearTimeout(proof)
    }
    await sleep(waitMs, undefined, { signal }).catch(() => undefined)
    waitMs = Math.min(2 * waitMs, waits.longestMs)
  }
}
