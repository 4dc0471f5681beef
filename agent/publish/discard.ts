import type { Outbox } from './outbox.ts'

const BATCH = 1000

/** Settles whatever the outbox holds as soon as it is committed: there is nobody to bring it to. */
export function discard(outbox: Outbox): void {
  let position = 0
  outbox.onReady = () => {
    for (;;) {
      const entries = outbox.read(position, BATCH)
      if (entries.length === 0) return
      position = entries.at(-1)!.position
      outbox.settle(entries)
    }
  }
}
