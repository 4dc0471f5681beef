import { existsSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { why } from '../../config/fault.ts'
import { type Answer, ask, IW, type Iw } from './iw.ts'

/** Where the Debian package lets its helper listen, which alone has the right to change channels. */
export const HOP_SOCKET = '/run/aisle-hop.sock'

/** Whatever can set the channel of an interface. */
export interface Tuner {
  /** Code 0 where it did. */
  tune(network: string, mhz: number): Promise<Answer>
  close(): void
}

/** A helper where there is one, else an iw of our own. */
export function tuner(socket = HOP_SOCKET): Tuner {
  return existsSync(socket) ? byHelper(socket) : byIw(IW)
}

export function byIw(iw: Iw): Tuner {
  return { tune: (network, mhz) => ask(iw, ['dev', network, 'set', 'freq', String(mhz)]), close: () => {} }
}

/** A helper that does not answer is given up after this. */
const PATIENCE_MS = 5000
/** More than this is no answer. */
const LONGEST_LINE = 1000

/** Through a socket that stays open: a line `interface MHz` is answered with a line `code words`. Opened anew where it was lost. */
export function byHelper(path: string): Tuner {
  let socket: Socket | undefined
  const close = () => {
    socket?.destroy()
    socket = undefined
  }
  return {
    close,
    async tune(network, mhz) {
      socket ??= connect(path).setEncoding('utf8')
      socket.write(`${network} ${mhz}\n`)
      const { line, failure } = await lineOf(socket)
      const [, code, words = ''] = /^(\d{1,3}) ?(.*)$/.exec(line) ?? []
      if (code !== undefined) return { code: Number(code), out: '', words }
      close()
      const why = failure || `it says ${JSON.stringify(line)}`
      return {
        code: null,
        out: '',
        words: `the helper behind ${path} does not answer (${why}); is aisle-hop.socket enabled?`,
      }
    },
  }
}

/** The next line that comes, or why none does. */
function lineOf(socket: Socket): Promise<{ readonly line: string; readonly failure: string }> {
  return new Promise(resolve => {
    let text = ''
    const end = (failure: string) => {
      clearTimeout(late)
      socket.off('data', take).off('error', fail).off('close', hangUp)
      // What it still has against us, nobody waits for.
      socket.on('error', () => {})
      resolve({ line: text.split('\n')[0]!, failure })
    }
    const take = (part: string) => {
      text += part
      if (text.includes('\n') || text.length > LONGEST_LINE) end('')
    }
    const fail = (thrown: Error) => end(why(thrown))
    const hangUp = () => end('it hung up')
    const late = setTimeout(() => end(`no answer for ${PATIENCE_MS / 1000} s`), PATIENCE_MS)
    socket.on('data', take).on('error', fail).on('close', hangUp)
  })
}
