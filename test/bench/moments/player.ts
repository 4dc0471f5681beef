import { parentPort } from 'node:worker_threads'
import { type ByModel, type ByRule, byModel, byRule } from './month.ts'

/** A thread that plays one month after the other as it is asked to, and ends where it is asked for none. */
parentPort!.on('message', (month: ByRule | ByModel | 'end') => {
  if (month === 'end') parentPort!.close()
  else parentPort!.postMessage('draw' in month ? byModel(month) : byRule(month))
})
