import type { Ms } from '../../config/units.ts'

/** Has each done again and again, every so many milliseconds, until what is answered is called. */
export function rounds(all: readonly (readonly [everyMs: Ms, act: () => void])[]): () => void {
  const timers = all.map(([everyMs, act]) => setInterval(act, everyMs))
  return () => {
    for (const timer of timers) clearInterval(timer)
  }
}
