import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { Line } from './line.ts'

const after: (() => unknown)[] = []
afterEach(async () => {
  for (const undo of after.splice(0).reverse()) await undo()
})

/** Says back whatever it hears. */
async function echo(): Promise<number> {
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => {}).pipe(socket)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  after.push(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

/** Whether somebody answers; stays connected. */
async function call({ port }: Line): Promise<Socket | undefined> {
  const socket = connect(port, '127.0.0.1')
  after.push(() => socket.destroy())
  socket.on('error', () => {})
  socket.write('hello')
  const heard = once(socket, 'data').then(
    () => socket,
    () => undefined,
  )
  return await Promise.race([heard, once(socket, 'close').then(() => undefined)])
}

test('a line that is cut drops who was connected and lets nobody in, until it is mended on the same port', async () => {
  const line = new Line([await echo()])
  await line.mend()
  after.push(() => line.cut())
  const { port } = line
  const socket = await call(line)
  const gone = once(socket!, 'close')
  await line.cut()
  await gone
  expect(await call(line)).toBeUndefined()
  await line.mend()
  expect(line.port).toBe(port)
  expect(await call(line)).toBeDefined()
})

test('cut twice or mended twice is as once', async () => {
  const line = new Line([await echo()])
  await line.cut()
  for (const _ of [1, 2]) await line.mend()
  expect(await call(line)).toBeDefined()
  for (const _ of [1, 2]) await line.cut()
})

test('whoever dials as it is cut keeps it from nothing', async () => {
  const line = new Line([await echo()])
  await line.mend()
  for (let i = 0; i < 20; i++) {
    const socket = connect(line.port, '127.0.0.1').on('error', () => {})
    const over = once(socket, 'close')
    await once(socket, 'connect').catch(() => {})
    await line.cut()
    await over
    await line.mend()
  }
  await line.cut()
})

test('of several ends whoever answers is taken', async () => {
  const dead = createServer().listen(0, '127.0.0.1')
  await once(dead, 'listening')
  const { port } = dead.address() as AddressInfo
  dead.close()
  const line = new Line([port, await echo()])
  await line.mend()
  for (const _ of [1, 2, 3]) expect(await call(line)).toBeDefined()
  await line.cut()
})
