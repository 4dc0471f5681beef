import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { type AddressInfo, createServer, Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { Aedes } from 'aedes'
import mqtt from 'mqtt'
import { describe, expect, test, vi } from 'vitest'
import type { Broker } from '../../../config/broker.ts'
import { embeddedUrl } from '../../../config/broker.ts'
import type { Fault } from '../../../config/fault.ts'
import { afterwards, pace, publish, shop } from './afterwards.ts'
import { frozen } from './frozen.ts'
import { freePort } from './mosquitto.ts'
import { many, passed } from './shop.ts'
import { stingy } from './stingy.ts'

// A broker of MQTT 3.1.1 that is always at hand. What mosquitto shows better is in mosquitto.test.ts.

/** A broker in this process that keeps what is published to it. */
async function aedes(port = 0) {
  const broker = await Aedes.createBroker()
  const server = createServer(broker.handle).listen(port, '127.0.0.1')
  await once(server, 'listening')
  const received: { topic: string; body: { id: string; sequence: string; state?: string } }[] = []
  broker.on('publish', packet => {
    if (packet.topic.startsWith('aisle/'))
      received.push({ topic: packet.topic, body: JSON.parse(packet.payload.toString()) })
  })
  const close = async () => {
    server.close()
    await new Promise<void>(done => broker.close(done))
  }
  afterwards.push(close)
  const taken = (server.address() as AddressInfo).port
  const events = () => received.filter(({ topic }) => !topic.endsWith('/status'))
  const states = () => received.filter(({ topic }) => topic.endsWith('/status')).map(({ body }) => body.state)
  return { broker, url: `mqtt://127.0.0.1:${taken}`, port: taken, received, events, states, close }
}

const until = (condition: () => boolean) => vi.waitUntil(condition, { timeout: 10_000, interval: 5 })
const faults = () => {
  const told: Fault[] = []
  return { told, onFault: (fault: Fault) => void told.push(fault), codes: () => told.map(fault => fault.code) }
}

test('what waited, and what comes, arrives in order; a broker of 3.1.1 is spoken to in 3.1.1', async () => {
  const one = shop()
  one.outbox.append(many(50))
  one.outbox.flush()
  const { url, events } = await aedes()
  const { codes, onFault } = faults()
  const online: string[] = []
  await publish(one, { url }, { onFault, onOnline: at => online.push(at) })
  await until(() => events().length === 50)
  for (let i = 0; i < 50; i++) one.outbox.append(passed(i))
  await until(() => one.outbox.waiting === 0)
  expect(events().map(({ body }) => Number(body.sequence))).toEqual(Array.from({ length: 100 }, (_, i) => i + 1))
  expect(codes()).toEqual([])
  expect(online).toEqual([url])
})

test('the retained status says online, stopped after a good-bye, offline where there was none', async () => {
  const one = shop()
  const { url, states, received } = await aedes()
  const first = await publish(one, { url })
  await until(() => first.online)
  expect(received[0]).toMatchObject({
    topic: 'aisle/v1/acme/vienna/door/status',
    body: { state: 'online', epoch: one.outbox.epoch, version: '1.2.3', simulated: false },
  })
  expect(await first.close(1000)).toEqual({ waiting: 0 })
  expect(states()).toEqual(['online', 'stopped'])
})

test('the last will is told where the connection breaks', async () => {
  const one = shop()
  const { broker, url, states } = await aedes()
  const wills: boolean[] = []
  broker.on('publish', ({ topic, retain }) => topic.endsWith('/status') && wills.push(retain))
  const clients: { conn: { destroy(): void } }[] = []
  broker.on('clientReady', client => clients.push(client as never))
  const publisher = await publish(one, { url }, { pace: { ...pace, firstMs: 60_000 } })
  await until(() => publisher.online)
  clients[0]!.conn.destroy()
  await until(() => states().length === 2)
  expect(states()).toEqual(['online', 'offline'])
  expect(wills).toEqual([true, true])
})

test('a clean stop delivers what waits within its deadline', async () => {
  const one = shop()
  const { url, events } = await aedes()
  const publisher = await publish(one, { url })
  await until(() => publisher.online)
  one.outbox.append(many(500))
  expect(await publisher.close(10_000)).toEqual({ waiting: 0 })
  expect(events()).toHaveLength(500)
})

test('without a broker events wait, with one line of complaint, and arrive when it comes', async () => {
  const one = shop()
  const port = await freePort()
  const { codes, told, onFault } = faults()
  let tries = 0
  const publisher = await publish(
    one,
    { url: `mqtt://127.0.0.1:${port}` },
    {
      onFault,
      onOnline: () => tries++,
      pace: { firstMs: 5, capMs: 5, refusedMs: 5, steadyMs: 1 },
    },
  )
  one.outbox.append(many(30))
  // Many tries later there is still one line.
  await new Promise(resolve => setTimeout(resolve, 200))
  expect(codes()).toEqual(['BROKER_UNREACHABLE'])
  expect(told[0]!.message).toContain(`127.0.0.1:${port}`)
  expect([publisher.online, one.outbox.waiting, tries]).toEqual([false, 30, 0])
  const { events } = await aedes(port)
  await until(() => one.outbox.waiting === 0)
  expect(events()).toHaveLength(30)
  expect(tries).toBe(1)
})

test('stopping while the broker is away does not wait for it', async () => {
  const one = shop()
  const publisher = await publish(one, { url: `mqtt://127.0.0.1:${await freePort()}` }, { pace: { firstMs: 60_000 } })
  one.outbox.append(many(3))
  await new Promise(resolve => setTimeout(resolve, 50))
  expect(await publisher.close(60_000)).toEqual({ waiting: 3 })
})

test('stopping does not wait longer than its deadline for a broker that acknowledges nothing', async () => {
  const one = shop()
  const { broker, url } = await aedes()
  broker.authorizePublish = (_client, packet, done) => {
    if (packet.topic.endsWith('/status')) done()
  }
  const publisher = await publish(one, { url })
  await until(() => publisher.online)
  one.outbox.append(many(3))
  expect(await publisher.close(200)).toEqual({ waiting: 3 })
})

test('a refused password is told once, tried again slowly, and the file is read anew each time', async () => {
  const one = shop()
  const { broker, url, events } = await aedes()
  broker.authenticate = (_client, username, password, done) => {
    if (username === 'door' && password?.toString() === 'right') return done(null, true)
    done(Object.assign(new Error('no'), { returnCode: 4 }), false)
  }
  const passwordFile = join(one.folder, 'password')
  writeFileSync(passwordFile, 'wrong\n')
  const { codes, told, onFault } = faults()
  await publish(one, { url, username: 'door', passwordFile }, { onFault, pace: { ...pace, refusedMs: 5 } })
  one.outbox.append(many(3))
  await new Promise(resolve => setTimeout(resolve, 150))
  expect(codes()).toEqual(['BROKER_REFUSED'])
  expect(told[0]!.message).not.toContain('wrong')
  writeFileSync(passwordFile, 'right\nsecond line\n')
  await until(() => events().length === 3)
})

test.each(['passwordFile', 'caFile'] as const)(
  'a %s that is not there at the start is told once and waited for, as is the broker after it',
  async name => {
    const one = shop()
    const file = join(one.folder, 'missing')
    const port = await freePort()
    const { codes, onFault } = faults()
    one.outbox.append(many(3))
    await publish(one, { url: `mqtt://127.0.0.1:${port}`, username: 'door', [name]: file }, { onFault })
    // Many tries later there is still one line.
    await new Promise(resolve => setTimeout(resolve, 200))
    expect(codes()).toEqual(['FILE_UNREADABLE'])
    writeFileSync(file, 'right\n')
    await until(() => codes().length === 2)
    expect(codes()).toEqual(['FILE_UNREADABLE', 'BROKER_UNREACHABLE'])
    const { events } = await aedes(port)
    await until(() => events().length === 3)
  },
)

test('a broker that hangs up without a word, or talks nonsense, does no harm', async () => {
  const one = shop()
  const replies = ['', 'HTTP/1.1 400 Bad Request\r\n\r\n', '\u0000\u00ff\u00ff\u00ff\u00ff\u00ff']
  const sockets = new Set<Socket>()
  let calls = 0
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.end(replies[calls++ % replies.length])
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  afterwards.push(() => server.close())
  const { codes, onFault } = faults()
  const publisher = await publish(
    one,
    { url: `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}` },
    { onFault },
  )
  await until(() => calls >= 8)
  expect(codes()).toEqual(['BROKER_UNREACHABLE'])
  expect(publisher.online).toBe(false)
})

test('what was not acknowledged when the connection broke is sent again under the same id', async () => {
  const one = shop()
  const { broker, url, events } = await aedes()
  let mute = true
  broker.authorizePublish = (client, packet, done) => {
    if (!mute || packet.topic.endsWith('/status')) return done()
    if (Number(JSON.parse(packet.payload.toString()).sequence) <= 10) return done()
    setImmediate(() => (client as unknown as { conn: Socket }).conn.destroy())
  }
  const publisher = await publish(one, { url })
  await until(() => publisher.online)
  one.outbox.append(many(40))
  await until(() => events().length >= 10)
  await until(() => !publisher.online)
  mute = false
  await until(() => one.outbox.waiting === 0)
  const unique = new Set(events().map(({ body }) => body.id))
  expect(unique.size).toBe(40)
  expect([...unique].map(id => Number(id.split('-')[1]))).toEqual(Array.from({ length: 40 }, (_, i) => i + 1))
})

test('no more than the window is on its way at any time', async () => {
  const one = shop()
  const { broker, url } = await aedes()
  const held: (() => void)[] = []
  broker.authorizePublish = (_client, packet, done) => {
    if (packet.topic.endsWith('/status')) return done()
    held.push(() => done())
  }
  const publisher = await publish(one, { url }, { window: 7 })
  await until(() => publisher.online)
  one.outbox.append(many(60))
  let most = 0
  while (one.outbox.waiting > 0) {
    await new Promise(resolve => setTimeout(resolve, 2))
    most = Math.max(most, held.length)
    for (const release of held.splice(0, 3)) release()
  }
  expect(most).toBe(7)
})

test('where the broker asks for fewer than the window, it gets fewer', async () => {
  const one = shop()
  const { url, seen, close } = await stingy(3)
  afterwards.push(close)
  one.outbox.append(many(60))
  await publish(one, { url }, { window: 50 })
  await until(() => one.outbox.waiting === 0)
  // The status is one more message.
  expect(seen).toEqual({ most: 3, acknowledged: 61 })
})

test('a broker that stands still while many events are on their way to it is given up, and they go to the next one', async () => {
  const one = shop()
  const { url, seen, close } = await frozen()
  afterwards.push(close)
  one.outbox.append(many(30))
  await publish(one, { url }, { window: 50 })
  await until(() => one.outbox.waiting === 0)
  expect(seen).toEqual({ connections: 2, taken: 30 })
})

test('what goes beside the events counts for it too, and does not wait for all of them', async () => {
  const one = shop()
  const { url, seen, close } = await stingy(3)
  afterwards.push(close)
  const publisher = await publish(one, { url }, { window: 50 })
  await until(() => publisher.online)
  one.outbox.append(many(300))
  const left: number[] = []
  const say = async () => {
    expect(await publisher.beside.say({ topic: 'aisle/v1/acme/vienna/door/answer/crm/1', body: '{}' })).toBe(true)
    left.push(one.outbox.waiting)
  }
  await Promise.all(Array.from({ length: 20 }, say))
  expect(left[0]).toBeGreaterThan(0)
  await until(() => one.outbox.waiting === 0)
  expect(seen).toEqual({ most: 3, acknowledged: 321 })
  const lost = publisher.beside.say({ topic: 'x', body: '' })
  close()
  await lost
  await until(() => !publisher.online)
  expect(await publisher.beside.say({ topic: 'x', body: '' })).toBe(false)
})

describe('the embedded broker', () => {
  test('takes a port, serves subscribers, and is gone after the stop', async () => {
    const one = shop()
    const publisher = await publish(one, { kind: 'embedded', host: '127.0.0.1', port: 0 } as Broker)
    expect(publisher.url).toMatch(/^mqtt:\/\/127\.0\.0\.1:\d+$/)
    const subscriber = await mqtt.connectAsync(publisher.url)
    await subscriber.subscribeAsync('aisle/#', { qos: 1 })
    const messages: string[] = []
    subscriber.on('message', topic => messages.push(topic))
    one.outbox.append(passed())
    await until(() => messages.includes('aisle/v1/acme/vienna/door/visit/passed'))
    await subscriber.endAsync()
    await publisher.close(1000)
    await expect(mqtt.connectAsync(publisher.url, {}, false)).rejects.toThrow(/ECONNREFUSED/)
  })

  test('says so where the port is taken, or the address is not ours', async () => {
    const { port } = await aedes()
    const one = shop()
    await expect(publish(one, { kind: 'embedded', host: '127.0.0.1', port } as Broker)).rejects.toMatchObject({
      code: 'PORT_TAKEN',
    })
    await expect(publish(one, { kind: 'embedded', host: '192.0.2.1', port: 0 } as Broker)).rejects.toMatchObject({
      code: 'CONFIG_UNUSABLE',
      message: 'broker.host is 192.0.2.1, expected an address of this machine. Change it in the configuration.',
    })
  })

  test('says that the port is not for us, where it is not', async () => {
    const listen = vi.spyOn(Server.prototype, 'listen').mockImplementation(function (this: Server) {
      setImmediate(() => this.emit('error', Object.assign(new Error('listen EACCES'), { code: 'EACCES' })))
      return this
    })
    const embedded = { kind: 'embedded', host: '127.0.0.1', port: 80 } as const
    await expect(publish(shop(), embedded).finally(() => listen.mockRestore())).rejects.toMatchObject({
      code: 'CONFIG_UNUSABLE',
      message: expect.stringMatching(/^broker\.port is 80, expected a port on which this user may listen/),
    })
  })

  test('is found under the URL of its configuration, also at an address of IPv6', () => {
    expect(embeddedUrl({ host: '127.0.0.1', port: 1883 })).toBe('mqtt://127.0.0.1:1883')
    expect(embeddedUrl({ host: '::1', port: 1883 })).toBe('mqtt://[::1]:1883')
  })
})
