import { readFileSync } from 'node:fs'
import type { Config } from '../../config/config.ts'
import { isLoopback, type Console as Section } from '../../config/console.ts'
import { Fault, why } from '../../config/fault.ts'
import { readSecret } from '../../config/secret.ts'
import type { Meters } from '../health/meters.ts'
import { LEAST_TOKEN } from './access.ts'
import { answering } from './answer.ts'
import { Feed } from './feed.ts'
import { clear, type Listen, type Listening, listening, type Pair } from './listen.ts'
import { Page } from './page.ts'
import { planOf } from './plan.ts'
import type { Routes } from './route.ts'
import { isTooLong, socketOf } from './socket.ts'
import { Survey, type Surveyed } from './survey.ts'

export interface ConsoleOptions extends Surveyed {
  readonly meters: Pick<Meters, 'read' | 'registry'>
  /** What more is answered there and by the console. */
  readonly shared?: Routes
  /** What only those are answered who may open the local socket. */
  readonly local?: Routes
  /** After how long it is tried again to listen. */
  readonly againMs?: number
  /** How often its certificate is read anew. */
  readonly renewMs?: number
  /** How long a connection to it may take until it speaks TLS. */
  readonly handshakeMs?: number
  /** Hears CONSOLE_SHUT and DOOR_SHUT. */
  readonly warn: (fault: Fault) => void
  /** Hears where the page is to be found. */
  readonly onOpen?: (url: string) => void
}

/** The local door of a running agent, and the console where the configuration has one. What stands in the way of either is told to `warn`. */
export async function openConsole(options: ConsoleOptions): Promise<Listening> {
  const { config, board, local = {}, shared = {}, meters, warn, onOpen, againMs, renewMs, handshakeMs } = options
  const { registry } = meters
  const stop = new AbortController()
  const survey = new Survey(options)
  const feed = new Feed(survey, board)
  const page = new Page()
  const routesFor = (isAway: boolean): Routes => {
    const plan = planOf(config, isAway)
    return {
      ...shared,
      'GET /plan': () => ({ json: plan }),
      'GET /state': () => ({ json: survey.state() }),
      'GET /stream': () => ({ open: line => feed.join(line, isAway) }),
      'GET /heat': () => ({ json: survey.heat() ?? null }),
      'GET /metrics': async () => ({ bytes: await registry.metrics(), type: registry.contentType }),
    }
  }
  const { signal } = stop
  const opened = [
    listening({
      ...door(config, answering({ routes: { ...routesFor(false), ...local }, page, signal }), warn),
      againMs,
    }),
  ]
  if (config.console) {
    // What leaves this machine says of places what events say.
    const routes = routesFor(!isLoopback(config.console.address))
    opened.push(
      listening({ ...network(config.console, { routes, page, signal }, warn, onOpen), againMs, renewMs, handshakeMs }),
    )
  }
  const all = await Promise.all(opened)
  return {
    async close() {
      stop.abort()
      feed.close()
      await Promise.all(all.map(one => one.close()))
    },
  }
}

/** Whoever may open the socket is a technician. */
function door(config: Config, answer: Listen['answer'], warn: (fault: Fault) => void): Listen {
  const path = socketOf(config)
  return {
    answer,
    opened() {},
    failed: thrown => warn(new Fault('DOOR_SHUT', { socket: path, why: why(thrown) }, thrown)),
    async where() {
      if (isTooLong(path)) throw new Error('its name is too long for a socket; give outbox.path a shorter one')
      await clear(path)
      return { listen: { path } }
    },
  }
}

function network(
  section: Section,
  { routes, page, signal }: { routes: Routes; page: Page; signal: AbortSignal },
  warn: (fault: Fault) => void,
  onOpen: (url: string) => void = () => {},
): Listen {
  const { address, port, names, tokenFile, certFile, keyFile } = section
  const token = tokenFile === undefined ? {} : { token: told(() => readSecret(tokenFile), warn) }
  return {
    answer: answering({ routes, page, signal, guard: { names, ...token } }),
    opened(given) {
      const host = names[0] ?? (address.includes(':') ? `[${address}]` : address)
      onOpen(`${certFile === undefined ? 'http' : 'https'}://${host}:${given}/`)
    },
    failed(thrown) {
      const { code } = thrown as NodeJS.ErrnoException
      const next = code === 'EADDRINUSE' ? 'Stop what listens there, or set console.port to a free one.' : ''
      warn(new Fault('CONSOLE_SHUT', { address, port, why: why(thrown), next }, thrown))
    },
    async where() {
      if (tokenFile !== undefined && readSecret(tokenFile).length < LEAST_TOKEN)
        throw new Error(`the token in ${tokenFile} has fewer than ${LEAST_TOKEN} characters`)
      const pair: Pair | undefined =
        certFile === undefined || keyFile === undefined
          ? undefined
          : { cert: readFileSync(certFile), key: readFileSync(keyFile) }
      return { listen: { host: address, port }, ...(pair && { pair }) }
    },
  }
}

/** Reads, and tells what stands in the way: once, until it can be read again. */
function told(read: () => string, warn: (fault: Fault) => void): () => string {
  let isTold = false
  return () => {
    try {
      const text = read()
      isTold = false
      return text
    } catch (thrown) {
      if (!isTold && thrown instanceof Fault) warn(thrown)
      isTold = true
      throw thrown
    }
  }
}
