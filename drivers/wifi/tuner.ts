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
  const stop = new AbortController()
  return {
    tune: (network, mhz) => ask(iw, ['dev', network, 'set', 'freq', String(mhz)], stop.signal),
    close: () => stop.abort(),
  }
}

/** A helper that does not answer is given up after this. */
const PATIENCE_MS = 5000
/** More than this is no answer. */
const LONGEST_LINE = 1000

/**
 * Through a socket that stays open: a line `interface MHz` is answered with a line `code words`. Opened anew where the helper hung up
 * since it was last asked.
 */
export function byHelper(path: string): Tuner {
  let socket: Socket | undefined
  const close = () => {
    socket?.destroy()
    socket = undefined
  }
  const say = (words: string) => {
    // What it has against us while nobody waits for an answer is seen when the next one is asked for.
    socket ??= connect(path)
      .setEncoding('utf8')
      .on('error', () => {})
    socket.write(words)
    return lineOf(socket)
  }
  return {
    close,
    async tune(network, mhz) {
      const words = `${network} ${mhz}\n`
      if (socket?.destroyed) close()
      const wasOpen = socket !== undefined
      let said = await say(words)
      if (wasOpen && said.failure && socket?.destroyed) {
        close()
        said = await say(words)
      }
      const { line, failure } = said
      const [, code, rest = ''] = /^(\d{1,3}) ?(.*)$/.exec(line) ?? []
      if (code !== undefined) return { code: Number(code), out: '', words: rest }
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
