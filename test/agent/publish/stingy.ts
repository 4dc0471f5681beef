import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'

/**
 * A broker of MQTT 5 that asks for at most `receiveMaximum` events at a time, lets them lie, and acknowledges one now and
 * then. It knows no more of the protocol than that. `most` is how many lay there at once.
 */
export async function stingy(receiveMaximum: number) {
  const seen = { most: 0, acknowledged: 0 }
  const sockets: Socket[] = []
  const server = createServer(socket => {
    sockets.push(socket)
    const lying: number[] = []
    let buffer = Buffer.alloc(0)
    const clock = setInterval(() => {
      const id = lying.shift()
      if (id === undefined) return
      seen.acknowledged++
      socket.write(Buffer.from([0x40, 2, id >> 8, id & 255]))
    }, 1)
    socket.on('close', () => clearInterval(clock))
    socket.on('error', () => {})
    socket.on('data', chunk => {
      buffer = Buffer.concat([buffer, chunk])
      for (let packet = next(buffer); packet; packet = next(buffer)) {
        buffer = buffer.subarray(packet.bytes)
        // CONNECT is answered by CONNACK with one property: 0x21, Receive Maximum.
        if (packet.type === 1)
          socket.write(Buffer.from([0x20, 6, 0, 0, 3, 0x21, receiveMaximum >> 8, receiveMaximum & 255]))
        // PUBLISH: length of the topic, topic, packet identifier.
        if (packet.type === 3) lying.push(packet.body.readUInt16BE(2 + packet.body.readUInt16BE(0)))
        seen.most = Math.max(seen.most, lying.length)
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

/** The first whole packet: type in the upper half of the first byte, then the length, seven bits a byte. */
export function next(buffer: Buffer): { type: number; body: Buffer; bytes: number } | undefined {
  let length = 0
  for (let i = 1; i < Math.min(5, buffer.length); i++) {
    length += (buffer[i]! & 127) << (7 * (i - 1))
    if (buffer[i]! & 128) continue
    const bytes = i + 1 + length
    return buffer.length < bytes ? undefined : { type: buffer[0]! >> 4, body: buffer.subarray(i + 1, bytes), bytes }
  }
  return undefined
}
