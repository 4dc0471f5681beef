import { setTimeout as delay } from 'node:timers/promises'

/** Waits for the promise, but no longer than `ms`. */
export async function within(ms: number, promise: Promise<unknown>): Promise<void> {
  const done = new AbortController()
  await Promise.race([promise, delay(ms, undefined, { signal: done.signal }).catch(() => {})])
  done.abort()
}
