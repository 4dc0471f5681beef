import { Outbox } from '../../../agent/publish/outbox.ts'
import { connect } from '../../../agent/publish/publisher.ts'
import { openStore } from '../../../agent/store/store.ts'
import { context } from '../events/facts.ts'
import { draft, ended, started } from './shop.ts'

/**
 * An agent that has much to tell, to be killed. `run`: without end. `finish`: tells nothing new, delivers what is left, stops
 * as it should.
 */
const [mode, path, url] = process.argv.slice(2) as ['run' | 'finish', string, string]
const store = openStore({ path }, Date.now())
const outbox = new Outbox(store, { context, atMs: Date.now(), commitMs: 3, maxMegabytes: 64 })
const publisher = await connect({ kind: 'remote', url, protocol: '5' }, outbox, {
  window: 50,
  version: '0.0.0',
  pace: { firstMs: 20, capMs: 100 },
})
if (mode === 'finish') {
  await publisher.close(20_000)
  outbox.close()
  store.close()
} else {
  const inside: string[] = []
  let visits = 0
  setInterval(() => {
    for (let i = 0; i < 10; i++) {
      const chance = Math.random()
      if (inside.length < 5 || chance < 0.3) {
        inside.push(`visit-${outbox.epoch}-${++visits}`)
        outbox.append(started(inside.at(-1)!, Date.now()))
      } else if (chance < 0.5) outbox.append(ended(inside.shift()!, Date.now()))
      else outbox.append(draft({ kind: 'zone.entered', visit: inside[0]!, atMs: Date.now(), zone: 'shelf-a' }))
    }
  }, 2)
}
