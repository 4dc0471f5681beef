import type { Source } from '../../drivers/source.ts'
import { sourceSuite } from './conformance.ts'

/** The smallest source that does everything asked of one. */
const counter: Source<{ atMs: number; index: number }> = {
  id: 'counter',
  async *open(signal) {
    for (let index = 0; index < 1000 && !signal.aborted; index++) yield { atMs: 1000 + 40 * index, index }
  },
}

sourceSuite('a counter', async () => ({ source: counter, times: item => [item.atMs] }))
