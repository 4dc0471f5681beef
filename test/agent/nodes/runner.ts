import { PlacedBuffer } from '../../../agent/floor/placed.ts'
import { Sender } from '../../../agent/nodes/sender.ts'
import { Outbox } from '../../../agent/publish/outbox.ts'
import { openStore } from '../../../agent/store/store.ts'
import { context } from '../events/facts.ts'
import { dial } from '../publish/dial.ts'

/** A machine that sees, to be killed: its sensor counts its updates in the number of its only track, from 1 in each run. */
const [path, url] = process.argv.slice(2)
const store = openStore({ path }, Date.now())
const outbox = new Outbox(store, { context, atMs: Date.now(), commitMs: 3, maxMegabytes: 64 })
const { beside, hangUp } = dial(url)
const sender = new Sender(outbox, { beside, owner: 'owner', batchMs: 50, maxMinutes: 10, now: Date.now })
const placed = new PlacedBuffer()
let count = 0
const timer = setInterval(() => {
  placed.begin(Date.now(), 1)
  placed.id[0] = ++count
  placed.seen[0] = 1
  placed.spread.set([0.1, 0, 0.1, 0.01])
  sender.see('door', placed)
}, 10)
process.once('SIGTERM', async () => {
  clearInterval(timer)
  // What is on its way is waited for.
  for (let i = 0; i < 100 && outbox.waiting > 0; i++) await new Promise(resolve => setTimeout(resolve, 100))
  sender.close()
  await hangUp()
  outbox.close()
  store.close()
})
