import { Fault } from '../config/fault.ts'
import type { Ms } from '../config/units.ts'
import { branch } from './branch.ts'
import type { Source } from './source.ts'

/** What is to be opened is open within seconds. */
const OPEN_MS: Ms = 20_000
/** Who is to stop before that does not wait for longer. */
const STOP_MS: Ms = 1000

/**
 * A source that says when it is open, and is lost where it does not in time: a helper that takes the connection and says nothing, a device
 * whose driver hangs. What hangs is left behind, and given back if it ever comes to itself.
 */
export function prompt<T>(source: Source<T>, limitMs: Ms = OPEN_MS): Source<T> {
  return { id: source.id, open: signal => opened(source, limitMs, signal) }
}

async function* opened<T>(source: Source<T>, limitMs: Ms, signal: AbortSignal): AsyncGenerator<T, void> {
  const opening = branch(signal)
  const items = source.open(opening.signal)[Symbol.asyncIterator]()
  let isLate = false
  try {
    const first = await within(items.next(), limitMs, signal)
    if (!first) {
      isLate = true
      if (signal.aborted) return
      throw new Fault('SOURCE_LOST', { sensor: source.id, why: `it does not open within ${limitMs / 1000} s` })
    }
    if (first.done) return
    yield first.value
    yield* { [Symbol.asyncIterator]: () => items }
  } finally {
    opening.leave()
    const leaving = items.return?.()
    if (isLate) leaving?.catch(() => {})
    else await leaving
  }
}

/** Undefined where it takes longer, be it than is left once the signal has aborted. */
async function within<T>(promise: Promise<T>, limitMs: Ms, signal: AbortSignal): Promise<T | undefined> {
  let give = () => {}
  const late = new Promise<undefined>(resolve => (give = () => resolve(undefined)))
  let timer = setTimeout(give, limitMs)
  const hurry = () => {
    clearTimeout(timer)
    timer = setTimeout(give, Math.min(STOP_MS, limitMs))
  }
  signal.addEventListener('abort', hurry, { once: true })
  if (signal.aborted) hurry()
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', hurry)
  }
}
