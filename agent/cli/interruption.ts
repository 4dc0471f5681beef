/** A terminal and the program that started us may both pass the same Ctrl-C on: what follows within this time is the same one. */
const SAME_MS = 2000

/** Aborts when the process is asked to end (Ctrl-C, SIGTERM). Whoever asks again later does not want to wait: then it ends at once. */
export function interruption(): AbortSignal {
  const stop = new AbortController()
  let askedMs = 0
  for (const name of ['SIGINT', 'SIGTERM'] as const)
    process.on(name, () => {
      if (stop.signal.aborted && performance.now() - askedMs > SAME_MS) process.exit(130)
      if (!stop.signal.aborted) askedMs = performance.now()
      stop.abort()
    })
  return stop.signal
}
