import { once } from 'node:events'
import { connect as dial } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import mqtt from 'mqtt'
import { generate, type IPublishPacket, type Packet, parser } from 'mqtt-packet'
import { describe, expect, test } from 'vitest'
import { embed } from '../../../agent/publish/embedded.ts'

const BODY = Buffer.alloc(20_000)

/** Publishes, twenty at a time, until the broker has taken nothing for a while, as a subscriber does not keep up. Answers which it has acknowledged. */
async function tell(url: string): Promise<number[]> {
  const agent = await mqtt.connectAsync(url, { reconnectPeriod: 0 })
  const acknowledged: number[] = []
  let next = 0
  const send = () => {
    const number = next++
    BODY.writeUInt32BE(number)
    agent.publish('aisle/v1/event', Buffer.from(BODY), { qos: 1 }, error => {
      if (error) return
      acknowledged.push(number)
      send()
    })
  }
  for (let i = 0; i < 20; i++) send()
  for (let before = -1; before < acknowledged.length; await delay(300)) before = acknowledged.length
  await agent.endAsync(true)
  return acknowledged
}

/** A subscriber that reads nothing more once it has subscribed, until it wants to. */
async function subscriber(url: string, qos: 0 | 1) {
  const { hostname, port } = new URL(url)
  const socket = dial(Number(port), hostname)
  const heard: number[] = []
  const parse = parser()
  parse.on('packet', (packet: Packet) => {
    if (packet.cmd !== 'publish') return
    heard.push(((packet as IPublishPacket).payload as Buffer).readUInt32BE())
    if (qos === 1) socket.write(generate({ cmd: 'puback', messageId: packet.messageId! }))
  })
  socket.on('error', () => {})
  const send = (packet: Packet) => socket.write(generate(packet))
  send({ cmd: 'connect', clientId: 'one', keepalive: 0, protocolId: 'MQTT', protocolVersion: 4, clean: true })
  send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'aisle/#', qos }] })
  await new Promise<void>(subscribed => {
    parse.on('packet', ({ cmd }: Packet) => cmd === 'suback' && subscribed())
    socket.on('data', bytes => parse.parse(bytes))
  })
  socket.pause()
  return { socket, heard }
}

describe('a broker that closes', () => {
  test.each([0, 1] as const)('lets its subscribers take what it has acknowledged, at QoS %i', async qos => {
    const broker = await embed({ host: '127.0.0.1', port: 0 })
    const { socket, heard } = await subscriber(broker.url, qos)
    const acknowledged = await tell(broker.url)
    expect(acknowledged.length).toBeGreaterThan(20)
    const gone = once(socket, 'close')
    const closed = broker.close()
    await delay(50)
    socket.resume()
    await Promise.all([gone, closed])
    expect(heard).toEqual(expect.arrayContaining(acknowledged))
  })

  test('does not wait for one that reads nothing', async () => {
    const broker = await embed({ host: '127.0.0.1', port: 0 })
    const { socket } = await subscriber(broker.url, 1)
    await tell(broker.url)
    const askedMs = performance.now()
    await broker.close()
    expect(performance.now() - askedMs).toBeLessThan(2000)
    socket.destroy()
  })

  test('does not wait for one that never said who it is', async () => {
    const broker = await embed({ host: '127.0.0.1', port: 0 })
    const { hostname, port } = new URL(broker.url)
    // As a socket does that leaves its side open when the other closes.
    const mute = dial({ port: Number(port), host: hostname, allowHalfOpen: true }).on('error', () => {})
    await once(mute, 'connect')
    const askedMs = performance.now()
    await broker.close()
    expect(performance.now() - askedMs).toBeLessThan(2000)
    mute.destroy()
  })
})
