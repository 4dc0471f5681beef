import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { next } from './stingy.ts'

/**
 * A broker of MQTT 5 that wants a sign of life each second, and stands still, with its connections open, as soon as it is sent an event;
 * whoever comes after that is served. It knows no more of the protocol than that.
 */
export async function frozen() {
  const seen = { connections: 0, taken: 0 }
  const sockets: Socket[] = []
  const server = createServer(socket => {
    const isFirst = ++seen.connections === 1
    let isStill = false
    sockets.push(socket)
    socket.on('error', () => {})
    let buffer = Buffer.alloc(0)
    const answer = (type: number, ...body: number[]) => socket.write(Buffer.from([type, body.length, ...body]))
    socket.on('data', chunk => {
      buffer = Buffer.concat([buffer, chunk])
      for (let packet = next(buffer); packet; packet = next(buffer)) {
        buffer = buffer.subarray(packet.bytes)
        const { type, body } = packet
        const topic = type === 3 ? body.toString('utf8', 2, 2 + body.readUInt16BE(0)) : ''
        isStill ||= isFirst && type === 3 && !topic.endsWith('/status')
        if (isStill) continue
        // CONNACK: flags, reason, and one property, 0x13: Server Keep Alive (3.2.2.3.14).
        if (type === 1) answer(0x20, 0, 0, 3, 0x13, 0, 1)
        if (type === 3) {
          if (!topic.endsWith('/status')) seen.taken++
          answer(0x40, ...body.subarray(2 + body.readUInt16BE(0)).subarray(0, 2), 0)
        }
        if (type === 8) answer(0x90, body[0]!, body[1]!, 0, 1)
        if (type === 12) answer(0xd0)
      }
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = () => {
    server.close()
    for (const socket of sockets) socket.destroy()
  }
  return { url: `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`, seen, close }
}
