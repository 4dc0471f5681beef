import { Log } from '../../../agent/moments/log.ts'
import { openStore } from '../../../agent/store/store.ts'
import { ADVICE, LOOK } from './log.ts'

/** Notes looks, says the number of each advice once it is kept, and goes on until it is killed. */
const store = openStore({ path: process.argv[2]! }, 0)
const log = new Log(store.db)
for (let i = 0; ; i++) {
  for (let k = 0; k < 3; k++) log.note({ ...LOOK, visit: `visit-${i}`, atMs: LOOK.atMs + i })
  log.advise({ ...ADVICE, visit: `visit-${i}` })
  process.stdout.write(`${i}\n`)
}
