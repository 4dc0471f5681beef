import type { Ms } from '../../config/units.ts'
import type { Lane } from './lane.ts'

/**
 * Runs lanes over recordings: every item of every lane, in the order of capture over all lanes, each seen to its end before the
 * next one is looked at. The same recordings give the same facts, however fast the machine is.
 * @throws whatever a source throws: a recording that breaks off is not tried again.
 */
export async function merge(lanes: readonly Lane[], signal: AbortSignal, passed: (atMs: Ms) => void): Promise<void> {
  const over = new AbortController()
  const until = AbortSignal.any([signal, over.signal])
  const heads = lanes.map(
    (lane): Head => ({ lane, items: lane.source.open(until)[Symbol.asyncIterator](), next: undefined }),
  )
  let nowMs = Number.NEGATIVE_INFINITY
  try {
    await Promise.all(heads.map(go))
    for (;;) {
      const waiting = heads.filter(head => !head.next?.done)
      if (waiting.length === 0 || signal.aborted) return
      const first = waiting.reduce((a, b) => (timeOf(b) < timeOf(a) ? b : a))
      // What has no time of its own does not turn the clock.
      nowMs = Math.max(nowMs, timeOf(first))
      await first.lane.see(first.next?.value)
      if (Number.isFinite(nowMs)) passed(nowMs)
      await go(first)
    }
  } finally {
    over.abort()
    await Promise.allSettled(heads.map(head => head.items.return?.()))
  }
}

/** A lane and the item that is next in it. */
interface Head {
  readonly lane: Lane
  readonly items: AsyncIterator<unknown>
  next: IteratorResult<unknown> | undefined
}

async function go(head: Head): Promise<void> {
  head.next = await head.items.next()
}

const timeOf = ({ lane, next }: Head): Ms => lane.atMs(next?.value)
