import { once } from 'node:events'
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import { eventsIn, type Told } from '../../../agent/console/door.ts'
import { Line } from '../../../agent/console/line.ts'

const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

/** A line, what is written to, and what reads from it when it wants to. */
async function line(): Promise<{ line: Line; response: ServerResponse; reader: IncomingMessage }> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const asked = once(server, 'request')
  const answered = once(get({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' }), 'response')
  const [, response] = (await asked) as [IncomingMessage, ServerResponse]
  response.flushHeaders()
  const [reader] = (await answered) as [IncomingMessage]
  reader.on('error', () => {})
  ends.push(() => {
    reader.destroy()
    server.closeAllConnections()
    server.close()
  })
  return { line: new Line(response), response, reader }
}

test('what somebody does not read is not kept, and how much that was is told when they read again', async () => {
  const { line: written, response, reader } = await line()
  const data = JSON.stringify('x'.repeat(10_000))
  const SENT = 3000
  let most = 0
  for (let i = 0; i < SENT; i++) {
    written.tell('event', data)
    written.look('state', data)
    most = Math.max(most, response.writableLength)
    if (i % 50 === 0) await new Promise(done => setImmediate(done))
  }
  expect(most).toBeLessThan(600_000)
  let told = 0
  let missed = 0
  for await (const { event, data: said } of eventsIn(reader)) {
    if (event === 'event') told++
    if (event === 'missed') missed += (said as { count: number }).count
    if (told + missed === SENT) break
  }
  expect(told).toBeGreaterThan(0)
  expect(missed).toBeGreaterThan(0)
  expect(told + missed).toBe(SENT)
})

test('whoever does not read for half a minute is gone', async () => {
  const { line: written, response } = await line()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    for (let i = 0; i < 3000; i++) written.tell('event', JSON.stringify('x'.repeat(10_000)))
    await new Promise(done => setImmediate(done))
    for (let i = 0; i < 3000; i++) written.tell('event', JSON.stringify('x'.repeat(10_000)))
    expect(response.destroyed).toBe(false)
    vi.advanceTimersByTime(30_000)
    expect(response.destroyed).toBe(true)
  } finally {
    vi.useRealTimers()
  }
})

test('what never comes to the end of a message is not kept for ever', async () => {
  let given = 0
  async function* endless(): AsyncIterable<Buffer> {
    for (; given < 20; given++) yield Buffer.alloc(1 << 24, 'x')
  }
  const reading = (async () => {
    for await (const _ of eventsIn(endless()));
  })()
  await expect(reading).rejects.toThrow('without end')
  expect(given).toBeLessThan(6)
})

test('a stream is read however it is cut', async () => {
  const text = Buffer.from('event: a\ndata: {"n":"ü"}\n\nevent: b\ndata: nothing\n\n: c\n\nevent: d\ndata: [1]\n\n')
  for (let size = 1; size < 20; size++) {
    const parts = Array.from({ length: Math.ceil(text.length / size) }, (_, i) =>
      text.subarray(i * size, (i + 1) * size),
    )
    const read: Told[] = []
    for await (const told of eventsIn(parts as unknown as AsyncIterable<Buffer>)) read.push(told)
    expect(read).toEqual([
      { event: 'a', data: { n: 'ü' } },
      { event: 'd', data: [1] },
    ])
  }
})
