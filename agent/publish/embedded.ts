import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { Fault } from '../../config/fault.ts'

/** A broker inside the agent: MQTT 3.1.1, nothing durable, no passwords. For trying things out. */
export interface EmbeddedBroker {
  readonly url: string
  close(): Promise<void>
}

/** @throws Fault PORT_TAKEN, ARGUMENT_INVALID where `host` is no address of this machine */
export async function embed({ host, port }: { host: string; port: number }): Promise<EmbeddedBroker> {
  const { Aedes } = await import('aedes')
  const broker = await Aedes.createBroker()
  const server = createServer(broker.handle)
  server.listen(port, host)
  try {
    await once(server, 'listening')
  } catch (thrown) {
    await new Promise<void>(done => broker.close(done))
    if ((thrown as NodeJS.ErrnoException).code === 'EADDRINUSE')
      throw new Fault('PORT_TAKEN', { port, setting: 'broker.port' }, thrown)
    throw new Fault(
      'ARGUMENT_INVALID',
      { argument: 'broker.host', value: host, expected: 'an address of this machine' },
      thrown,
    )
  }
  const { port: taken } = server.address() as AddressInfo
  return {
    url: `mqtt://${host.includes(':') ? `[${host}]` : host}:${taken}`,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      await new Promise<void>(done => broker.close(done))
      await closed
    },
  }
}
