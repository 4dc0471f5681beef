import type { Ms } from '../../config/units.ts'
import type { Lane } from './lane.ts'

/**
 * Runs lanes over recordings: every item of every lane, in the order of capture over all lanes, each seen to its end before the
 * next one is looked at. The same recordings give the same facts, however fast the machine is.
 * @throws whatever a source throws: a recording that breaks off is not tried again.
 */
export async function merge(lanes: readonly Lane[], signal: AbortSignal, passed: (atMs: Ms) => void): Promise<void> {
  const heads = await Promise.all(
    lanes.map(async lane => {
      const items = lane.source.open(signal)[Symbol.asyncIterator]()
      return { lane, items, next: await items.next() }
    }),
  )
  try {
    for (;;) {
      const waiting = heads.filter(head => !head.next.done)
      if (waiting.length === 0 || signal.aborted) return
      const first = waiting.reduce((a, b) => (timeOf(b) < timeOf(a) ? b : a))
      const atMs = timeOf(first)
      await first.lane.see(first.next.value)
      passed(atMs)
      first.next = await first.items.next()
    }
  } finally {
    await Promise.all(heads.map(head => head.items.return?.()))
  }
}

interface Head {
  readonly lane: Lane
  readonly next: IteratorResult<unknown>
}

const timeOf = ({ lane, next }: Head): Ms => lane.atMs(next.value)
