import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { next } from './stingy.ts'

/** Not authorised: 5.0 clauses 3.4.2.1 and 3.9.3. */
const DENIED = 135

/** A broker of MQTT 5 that lets everybody in and takes and grants what `allows` allows. It knows no more of the protocol than that. */
export async function picky(allows: (topic: string) => boolean) {
  const seen = { connections: 0, taken: [] as string[], refused: 0 }
  const sockets: Socket[] = []
  const server = createServer(socket => {
    seen.connections++
    sockets.push(socket)
    socket.on('error', () => {})
    let buffer = Buffer.alloc(0)
    const answer = (type: number, ...body: number[]) => socket.write(Buffer.from([type, body.length, ...body]))
    socket.on('data', chunk => {
      buffer = Buffer.concat([buffer, chunk])
      for (let packet = next(buffer); packet; packet = next(buffer)) {
        buffer = buffer.subarray(packet.bytes)
        const { type, body } = packet
        // CONNACK: flags, reason, no properties.
        if (type === 1) answer(0x20, 0, 0, 0)
        if (type === 3) {
          const topic = body.toString('utf8', 2, 2 + body.readUInt16BE(0))
          const id = body.subarray(2 + body.readUInt16BE(0)).subarray(0, 2)
          if (allows(topic)) seen.taken.push(topic)
          else seen.refused++
          answer(0x40, ...id, allows(topic) ? 0 : DENIED)
        }
        if (type === 8) {
          // SUBSCRIBE: packet identifier, length of the properties, none, one topic filter.
          const topic = body.toString('utf8', 5, 5 + body.readUInt16BE(3))
          answer(0x90, body[0]!, body[1]!, 0, allows(topic) ? 1 : DENIED)
        }
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
