import { Outbox } from '../../../../agent/publish/outbox.ts'
import { Visited } from '../../../../agent/publish/visited.ts'
import { openStore } from '../../../../agent/store/store.ts'
import { context } from '../../events/facts.ts'
import { DAY, HOUR, MIDNIGHT, open } from './shopping.ts'

/** An agent that starts when a day is over, and says so once it has begun to tell of it, to be killed. */
const store = openStore({ path: process.argv[2]! }, MIDNIGHT + DAY)
const outbox = new Outbox(store, { context, atMs: MIDNIGHT + DAY, commitMs: 3, maxMegabytes: 64 })
const { atlas } = open({
  store,
  outbox,
  onTold: () => process.stdout.write('told\n'),
  warn: fault => void process.stderr.write(fault.message),
})
// The one before was killed so late that there is nothing left to tell.
if (new Visited(store.db, context.simulated).days().every(({ isTold }) => isTold)) process.stdout.write('told\n')
atlas.tick(MIDNIGHT + 25 * HOUR)
setInterval(() => {}, 1000)
