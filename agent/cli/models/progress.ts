import { SingleBar } from 'cli-progress'

/** A bar on standard error for one download after another; nothing at all unless shown. */
export function bar(shown: boolean): {
  onBytes: (origin: string, doneBytes: number, totalBytes: number | undefined) => void
  stop: () => void
} {
  let now: { origin: string; line: SingleBar } | undefined
  const stop = () => {
    now?.line.stop()
    now = undefined
  }
  const onBytes = (origin: string, doneBytes: number, totalBytes: number | undefined) => {
    if (!shown) return
    if (now?.origin !== origin) {
      stop()
      const format = '{origin} [{bar}] {done} of {all} MB'
      now = { origin, line: new SingleBar({ format, stream: process.stderr, hideCursor: true }) }
      now.line.start(totalBytes ?? 0, doneBytes, { origin, ...told(doneBytes, totalBytes) })
    }
    now.line.update(doneBytes, told(doneBytes, totalBytes))
  }
  return { onBytes, stop }
}

function told(doneBytes: number, totalBytes: number | undefined): { done: string; all: string } {
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1)
  return { done: megabytes(doneBytes), all: totalBytes === undefined ? '?' : megabytes(totalBytes) }
}
