import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import type { Aedes } from 'aedes'
import { embeddedUrl } from '../../config/broker.ts'
import { Fault, why } from '../../config/fault.ts'
import { within } from './within.ts'

/** A subscriber that has not taken by then what is its own is left behind. */
const FAREWELL_MS = 700

/** A broker inside the agent: MQTT 3.1.1, nothing durable, no passwords. For demonstrations only. */
export interface EmbeddedBroker {
  readonly url: string
  /** Takes no more, and lets its subscribers take what it has acknowledged, at most {@link FAREWELL_MS} long. */
  close(): Promise<void>
}

/** @throws Fault PORT_TAKEN, CONFIG_UNUSABLE where this machine does not let us listen on the host or the port */
export async function embed({ host, port }: { host: string; port: number }): Promise<EmbeddedBroker> {
  const { Aedes } = await import('aedes')
  const broker = await Aedes.createBroker()
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    broker.handle(socket)
  })
  server.listen(port, host)
  try {
    await once(server, 'listening')
  } catch (thrown) {
    await new Promise<void>(done => broker.close(done))
    throw unusable(thrown as NodeJS.ErrnoException, host, port)
  }
  const { port: given } = server.address() as AddressInfo
  return {
    url: embeddedUrl({ host, port: given }),
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      await within(
        FAREWELL_MS,
        passedOn(broker).then(() => Promise.all([...sockets].map(taken))),
      )
      await new Promise<void>(done => broker.close(done))
      // Whoever connected and never said who they are is no client yet.
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

/**
 * Resolves when whatever was acknowledged is written to the sockets of its subscribers: the broker acknowledges first and passes on
 * after that, but in order, so that a message of its own, which nobody hears, comes last.
 */
function passedOn(broker: Aedes): Promise<void> {
  const last = { cmd: 'publish', topic: '$SYS/last', payload: '', qos: 1, retain: false, dup: false } as const
  return new Promise(resolve => broker.publish(last, () => resolve()))
}

/** Resolves when the other side has read to the end, and hung up. Until then what it acknowledges is read: else its connection is reset, and with it goes what it has not read. */
function taken(socket: Socket): Promise<unknown> {
  const gone = once(socket, 'close').catch(() => {})
  socket.end()
  return gone
}

function unusable(error: NodeJS.ErrnoException, host: string, port: number): Fault {
  switch (error.code) {
    case 'EADDRINUSE':
      return new Fault('PORT_TAKEN', { port, setting: 'broker.port' }, error)
    case 'EACCES':
    case 'EPERM':
      return new Fault(
        'CONFIG_UNUSABLE',
        { key: 'broker.port', value: port, expected: 'a port on which this user may listen, such as one above 1023' },
        error,
      )
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EINVAL':
    case 'EAFNOSUPPORT':
      return new Fault(
        'CONFIG_UNUSABLE',
        { key: 'broker.host', value: host, expected: 'an address of this machine' },
        error,
      )
    default:
      return new Fault(
        'CONFIG_UNUSABLE',
        { key: 'broker.host', value: host, expected: `an address on which to listen (${why(error)})` },
        error,
      )
  }
}
