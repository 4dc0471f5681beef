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
      const first = waiting.reduce((a, b) => (b.next.value.atMs < a.next.value.atMs ? b : a))
      const { atMs } = first.next.value
      await first.lane.see(first.next.value)
      passed(atMs)
      first.next = await first.items.next()
    }
  } finally {
    await Promise.all(heads.map(head => head.items.return?.()))
  }
}
