import { setTimeout as delay } from 'node:timers/promises'
import type { Ms } from '../../../config/units.ts'

const LOOK: Ms = 25

export interface Patience {
  /** Grows as long as it gets on. */
  readonly progress: () => number
  /** It is waited no longer than this without any. */
  readonly hopelessMs: Ms
  readonly signal?: AbortSignal
}

/** Waits until it is so, until it gets on no more, or until somebody aborts; answers whether it is so. */
export async function until(isSo: () => boolean, { progress, hopelessMs, signal }: Patience): Promise<boolean> {
  let [seen, sinceMs] = [progress(), performance.now()]
  while (!isSo()) {
    if (signal?.aborted) return false
    const now = progress()
    if (now !== seen) [seen, sinceMs] = [now, performance.now()]
    else if (performance.now() - sinceMs > hopelessMs) return false
    await delay(LOOK)
  }
  return true
}

/** Waits so long, or until somebody aborts. */
export async function wait(ms: Ms, signal: AbortSignal): Promise<void> {
  await delay(Math.max(0, ms), undefined, { signal }).catch(() => {})
}
