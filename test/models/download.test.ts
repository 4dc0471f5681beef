import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { download } from '../../models/download.ts'
import { folder, noise, sendRange, serve } from './depot.ts'

const BYTES = noise(300_000, 1)

test('a connection that is cut is taken up where it broke', async () => {
  await using room = await folder()
  await using server = await serve((request, response) => sendRange(BYTES, request, response, 120_000))
  const seen: number[] = []
  const file = join(room.path, 'part')
  await download(server.url, file, { pauseMs: 1, onBytes: done => seen.push(done) })
  expect((await readFile(file)).equals(BYTES)).toBe(true)
  expect(server.ranges).toEqual(['bytes=0-', 'bytes=120000-', 'bytes=240000-'])
  expect(seen.at(-1)).toBe(BYTES.length)
  expect(seen).toEqual([...seen].sort((a, b) => a - b))
})

test('whatever was there before, of the file or of another, a whole answer of a server without ranges replaces it', async () => {
  await using server = await serve((_, response) => response.writeHead(200).end(BYTES.subarray(0, 5000)))
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 9000 }), async length => {
      await using room = await folder()
      const file = join(room.path, 'part')
      await writeFile(file, noise(length, 2))
      await download(server.url, file)
      expect((await readFile(file)).equals(BYTES.subarray(0, 5000))).toBe(true)
    }),
    { numRuns: 20 },
  )
})

test('a file that is already whole is not fetched again, one that is longer than the whole is begun anew', async () => {
  await using room = await folder()
  await using server = await serve((request, response) => sendRange(BYTES, request, response))
  const file = join(room.path, 'part')
  await writeFile(file, BYTES)
  await download(server.url, file)
  expect(server.ranges).toEqual([`bytes=${BYTES.length}-`])
  await writeFile(file, noise(BYTES.length + 7, 3))
  await download(server.url, file, { pauseMs: 1 })
  expect((await readFile(file)).equals(BYTES)).toBe(true)
})

test('a server that falls silent is given up, and what came stays', async () => {
  await using room = await folder()
  await using server = await serve((request, response) => {
    if (request.headers.range !== 'bytes=0-') return
    response.writeHead(200, { 'content-length': BYTES.length })
    response.write(BYTES.subarray(0, 1000))
  })
  const file = join(room.path, 'part')
  await expect(download(server.url, file, { stallMs: 80, pauseMs: 1 })).rejects.toThrow('the server fell silent')
  expect((await readFile(file)).equals(BYTES.subarray(0, 1000))).toBe(true)
})

test('a server that answers with another range than was asked for is refused', async () => {
  await using room = await folder()
  await using server = await serve((_, response) =>
    response.writeHead(206, { 'content-range': 'bytes 5-9/10' }).end('12345'),
  )
  await expect(download(server.url, join(room.path, 'part'))).rejects.toThrow('another range')
})

test.each([403, 404, 500])('an answer of %i is a failure at once', async status => {
  await using room = await folder()
  await using server = await serve((_, response) => response.writeHead(status).end('no'))
  await expect(download(server.url, join(room.path, 'part'))).rejects.toThrow(String(status))
  expect(server.ranges).toHaveLength(1)
})

test('two downloads into one file do no harm', async () => {
  await using room = await folder()
  await using server = await serve((request, response) => sendRange(BYTES, request, response, 70_000))
  const file = join(room.path, 'part')
  await Promise.all([download(server.url, file, { pauseMs: 1 }), download(server.url, file, { pauseMs: 2 })])
  expect((await readFile(file)).equals(BYTES)).toBe(true)
})

test('a download that is called off ends with the reason, and goes on later', async () => {
  await using room = await folder()
  await using server = await serve((request, response) => sendRange(BYTES, request, response, 50_000))
  const file = join(room.path, 'part')
  const off = new AbortController()
  const onBytes = (done: number) => done >= 50_000 && off.abort(new Error('enough'))
  await expect(download(server.url, file, { signal: off.signal, onBytes, pauseMs: 1 })).rejects.toThrow('enough')
  await download(server.url, file, { pauseMs: 1 })
  expect((await readFile(file)).equals(BYTES)).toBe(true)
})
