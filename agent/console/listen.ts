import { once } from 'node:events'
import { lstatSync, unlinkSync } from 'node:fs'
import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http'
import { createServer as createSecure, type Server as SecureServer } from 'node:https'
import { connect, type ListenOptions } from 'node:net'

/** Small, quick and few: whoever asks is a browser, a technician, or up to no good. */
const LIMITS: ServerOptions = {
  maxHeaderSize: 8192,
  headersTimeout: 5000,
  requestTimeout: 10_000,
  keepAliveTimeout: 5000,
  connectionsCheckingInterval: 1000,
}
const MOST_CONNECTIONS = 48
/** Connections that say nothing are counted among those: whoever speaks TLS begins at once. */
const HANDSHAKE_MS = 5000

/** How often it is tried again where nobody could listen. */
const AGAIN_MS = 5000

/** How often it is looked whether there is another certificate: those of a fleet are made anew before they end. */
const RENEW_MS = 600_000

/** What somebody listens to until it is closed. */
export interface Listening {
  close(): Promise<void>
}

/** A certificate and its key. */
export interface Pair {
  readonly cert: Buffer
  readonly key: Buffer
}

export interface Listen {
  readonly answer: RequestListener
  /** Makes ready and says where; read anew at each try. @throws what stands in the way */
  readonly where: () => Promise<{ readonly listen: ListenOptions; readonly pair?: Pair }>
  /** Hears what stands in the way: once, until it is something else. */
  readonly failed: (thrown: unknown) => void
  /** How long it waits after a failed try. */
  readonly againMs?: number | undefined
  /** How often the certificate is read anew. */
  readonly renewMs?: number | undefined
  /** How long a connection may take until it speaks TLS. */
  readonly handshakeMs?: number | undefined
  /** Hears that it listens, on which port. */
  readonly opened: (port: number | undefined) => void
}

/** Listens, and where that cannot be tries again and again; resolves after the first try. It never throws. */
export async function listening({
  answer,
  where,
  failed,
  opened,
  againMs = AGAIN_MS,
  renewMs = RENEW_MS,
  handshakeMs = HANDSHAKE_MS,
}: Listen): Promise<Listening> {
  let server: Server | undefined
  let again: NodeJS.Timeout | undefined
  let renewal: NodeJS.Timeout | undefined
  let said = ''
  let isClosed = false
  await attempt()
  return {
    async close() {
      isClosed = true
      clearTimeout(again)
      clearInterval(renewal)
      await shut(server)
    },
  }

  async function attempt(): Promise<void> {
    try {
      const { listen, pair } = await where()
      const made = pair
        ? createSecure({ ...LIMITS, ...pair, minVersion: 'TLSv1.2', handshakeTimeout: handshakeMs }, answer)
        : createServer(LIMITS, answer)
      made.maxConnections = MOST_CONNECTIONS
      // A request that is none is answered by nobody.
      made.on('clientError', (_, socket) => socket.destroy())
      await open(made, listen)
      if (isClosed) return await shut(made)
      server = made
      made.on('error', failed)
      if ('setSecureContext' in made) renewal = setInterval(() => void renewed(made, where, failed), renewMs).unref()
      const address = made.address()
      opened(typeof address === 'object' ? address?.port : undefined)
    } catch (thrown) {
      const message = String(thrown)
      if (message !== said) failed(thrown)
      said = message
      if (!isClosed) again = setTimeout(() => void attempt(), againMs).unref()
    }
  }
}

/** Shows the certificate that there is now. A new one that cannot be used leaves the former one in its place. */
async function renewed(server: SecureServer, where: Listen['where'], failed: Listen['failed']): Promise<void> {
  try {
    const { pair } = await where()
    if (pair) server.setSecureContext({ ...pair, minVersion: 'TLSv1.2' })
  } catch (thrown) {
    failed(thrown)
  }
}

/** A socket of the file system is for its owner and group from the first moment. */
async function open(server: Server, options: ListenOptions): Promise<void> {
  const mask = options.path === undefined ? undefined : process.umask(0o117)
  try {
    server.listen(options)
  } finally {
    if (mask !== undefined) process.umask(mask)
  }
  await once(server, 'listening')
}

async function shut(server: Server | undefined): Promise<void> {
  if (!server?.listening) return
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
}

/** Takes away a socket that nobody listens to any more. @throws where somebody does, or it is something else */
export async function clear(path: string): Promise<void> {
  const there = lstatSync(path, { throwIfNoEntry: false })
  if (!there) return
  if (!there.isSocket()) throw new Error('something else lies there')
  if (await isHeard(path)) throw new Error('another agent listens there')
  unlinkSync(path)
}

function isHeard(path: string): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(path)
    const done = (isThere: boolean) => {
      socket.destroy()
      resolve(isThere)
    }
    socket.once('connect', () => done(true))
    socket.once('error', (error: NodeJS.ErrnoException) =>
      done(error.code !== 'ECONNREFUSED' && error.code !== 'ENOENT'),
    )
  })
}
