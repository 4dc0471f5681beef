import { setTimeout as sleep } from 'node:timers/promises'
import { Fault, why } from '../../config/fault.ts'
import type { Ms } from '../../config/units.ts'
import type { Source } from '../../drivers/source.ts'
import type { HealthFact } from '../health/fact.ts'

export interface Supervision {
  readonly signal: AbortSignal
  readonly tell: (fact: HealthFact) => void
  readonly now: () => Ms
  /** Told of each failure, for the log. */
  readonly failed: (fault: Fault) => void
  readonly firstWaitMs?: number
  readonly longestWaitMs?: number
}

/**
 * Items of a source for as long as the agent runs: a source that fails is opened again after a wait that doubles up to a limit.
 * Ends when the signal aborts or when the source itself comes to its end, as recordings do. The outage is told once, and its end.
 */
export async function* supervise<T>(source: Source<T>, how: Supervision): AsyncIterable<T> {
  const { signal, tell, now, failed, firstWaitMs = 500, longestWaitMs = 30_000 } = how
  let waitMs = firstWaitMs
  let downSinceMs: Ms | undefined
  while (!signal.aborted) {
    try {
      for await (const item of source.open(signal)) {
        if (downSinceMs !== undefined)
          tell({ kind: 'sensor.recovered', sensor: source.id, atMs: now(), sinceMs: downSinceMs })
        downSinceMs = undefined
        waitMs = firstWaitMs
        yield item
      }
      return
    } catch (thrown) {
      if (signal.aborted) return
      const fault =
        thrown instanceof Fault ? thrown : new Fault('SOURCE_LOST', { sensor: source.id, why: why(thrown) }, thrown)
      failed(fault)
      if (downSinceMs === undefined) {
        downSinceMs = now()
        tell({ kind: 'sensor.failed', sensor: source.id, atMs: downSinceMs, cause: fault.code, sinceMs: downSinceMs })
      }
    }
    await sleep(waitMs, undefined, { signal }).catch(() => undefined)
    waitMs = Math.min(2 * waitMs, longestWaitMs)
  }
}
