import { parentPort } from 'node:worker_threads'
import { why } from '../../../config/fault.ts'
import type { State } from '../../vision/post.ts'
import type { Reply, Request } from './message.ts'
import { openZxing, type Zxing } from './zxing.ts'

// The body of the worker: one picture after the other, until it is asked to end.

const port = parentPort!
const reply = (message: Reply | State, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer)

try {
  const zxing = await openZxing()
  port.on('message', (request: Request) => {
    if ('close' in request) port.close()
    else answer(zxing, request)
  })
  reply({ ready: true })
} catch (thrown) {
  reply({ unable: why(thrown) })
  port.close()
}

function answer(zxing: Zxing, { ask, grey }: Exclude<Request, { close: true }>): void {
  const { buffer } = grey.pixels
  let outcome: { found: ReturnType<Zxing['read']> } | { failed: string }
  try {
    outcome = { found: zxing.read(grey) }
  } catch (thrown) {
    outcome = { failed: why(thrown) }
  }
  grey.pixels.fill(0)
  reply({ ask, ...outcome, buffer }, [buffer])
}
