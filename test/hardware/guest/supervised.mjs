import { supervise } from '../../../dist/agent/lanes/supervise.js'

/** Runs a source as the agent does, with its waits, as long as `act` goes on; what was told of it, and how many items came. */
export async function supervised(source, act) {
  const stop = new AbortController()
  const seen = { items: 0, facts: [], faults: [] }
  const running = (async () => {
    const how = {
      signal: stop.signal,
      now: () => Date.now(),
      tell: fact => seen.facts.push({ ...fact, monotonicMs: performance.now() }),
      failed: fault => seen.faults.push(fault.message),
    }
    for await (const _ of supervise(source, how)) seen.items++
  })()
  try {
    await act(seen)
  } finally {
    stop.abort()
    await running
  }
  return seen
}

export const told = (seen, kind) => seen.facts.filter(fact => fact.kind === kind).length
