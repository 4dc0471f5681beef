import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { Fault, why } from '../../config/fault.ts'
import { embeddedUrl } from './access.ts'

/** A broker inside the agent: MQTT 3.1.1, nothing durable, no passwords. For trying things out. */
export interface EmbeddedBroker {
  readonly url: string
  close(): Promise<void>
}

/** @throws Fault PORT_TAKEN, CONFIG_UNUSABLE where this machine does not let us listen on the host or the port */
export async function embed({ host, port }: { host: string; port: number }): Promise<EmbeddedBroker> {
  const { Aedes } = await import('aedes')
  const broker = await Aedes.createBroker()
  const server = createServer(broker.handle)
  server.listen(port, host)
  try {
    await once(server, 'listening')
  } catch (thrown) {
    await new Promise<void>(done => broker.close(done))
    throw unusable(thrown as NodeJS.ErrnoException, host, port)
  }
  const { port: taken } = server.address() as AddressInfo
  return {
    url: embeddedUrl({ host, port: taken }),
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      await new Promise<void>(done => broker.close(done))
      await closed
    },
  }
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
