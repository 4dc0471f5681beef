import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { heldFor } from '../../models/cache.ts'
import { type Pull, type Pulled, pull } from '../../models/pull.ts'
import type { Weight } from '../../models/weight.ts'
import { folder, hash, integrity, noise, packed, registry, sendRange, serve, weightOf } from './depot.ts'

const LEFT = { 'models/left.json': noise(900, 1), 'models/left.bin': noise(200_000, 2) }
const RIGHT = { 'models/right.bin': noise(100_000, 3) }
const TARBALL = await packed({ 'README.md': noise(5000, 4), ...LEFT, ...RIGHT })
const left = weightOf('left', TARBALL, LEFT)
const right = weightOf('right', TARBALL, RIGHT)
const wrong = Buffer.from(TARBALL).fill(0, 100_000, 100_010)

async function all(weights: readonly Weight[], how: Pull): Promise<Pulled[]> {
  const out: Pulled[] = []
  for await (const one of pull(weights, how)) out.push(one)
  return out
}

/** What the pull of each weight came to: its outcome, or the code of its fault. */
async function tried(weights: readonly Weight[], how: Pull): Promise<string[]> {
  return (await all(weights, how)).map(one => ('outcome' in one ? one.outcome : one.fault.code))
}

async function digests(weight: Weight, cache: string): Promise<string[]> {
  return Promise.all(heldFor(weight, cache).map(async ({ file }) => hash(await readFile(file))))
}

const expected = (weight: Weight) => heldFor(weight, '').map(({ sha256 }) => sha256)

test('one download serves all weights out of one package, and leaves nothing but them', async () => {
  await using room = await folder()
  let downloads = 0
  const tarball = (request: Parameters<typeof sendRange>[1], response: Parameters<typeof sendRange>[2]) => {
    downloads++
    sendRange(TARBALL, request, response)
  }
  await using server = await serve(registry(integrity(TARBALL), tarball))
  const how = { cache: room.path, registry: server.url }
  expect(await tried([left, right], how)).toEqual(['fetched', 'fetched'])
  expect(downloads).toBe(1)
  expect(await digests(left, room.path)).toEqual(expected(left))
  expect(await digests(right, room.path)).toEqual(expected(right))
  expect(await readdir(join(room.path, '.partial'))).toEqual([])
  expect((await readdir(join(room.path, 'left'))).sort()).toEqual(['left.bin', 'left.json', 'model.onnx'])

  expect(await tried([left, right], how)).toEqual(['present', 'present'])
  expect(downloads).toBe(1)
  expect(await tried([left, right], { ...how, force: true })).toEqual(['fetched', 'fetched'])
  expect(downloads).toBe(2)
})

test('a graph that was damaged is made again without the network', async () => {
  await using room = await folder()
  const from = join(room.path, 'copy.tgz')
  await writeFile(from, TARBALL)
  await all([left], { cache: room.path, from })
  await writeFile(join(room.path, 'left', 'model.onnx'), 'damaged')
  expect(await tried([left], { cache: room.path, registry: 'http://127.0.0.1:1' })).toEqual(['converted'])
  expect(await digests(left, room.path)).toEqual(expected(left))
})

test.each([
  ['a tarball with a few bytes wrong', wrong],
  ['a tarball that is cut short', TARBALL.subarray(0, 150_000)],
  ['something that is no tarball', noise(1000, 9)],
  ['nothing', Buffer.alloc(0)],
])('%s is refused, thrown away, and what was there before is intact', async (_, sent) => {
  await using room = await folder()
  let offered: Uint8Array = TARBALL
  await using server = await serve(
    registry(integrity(TARBALL), (_, response) =>
      response.writeHead(200, { 'content-length': offered.length }).end(offered),
    ),
  )
  const how = { cache: room.path, registry: server.url }
  await all([left], how)
  offered = sent
  expect(await tried([left], { ...how, force: true })).toEqual(['MODEL_CORRUPT'])
  expect(await digests(left, room.path)).toEqual(expected(left))
  expect(await readdir(join(room.path, '.partial'))).toEqual([])
  offered = TARBALL
  expect(await tried([left], { ...how, force: true })).toEqual(['fetched'])
})

test('a registry that offers another package under this name is refused before anything is downloaded', async () => {
  await using room = await folder()
  await using server = await serve(registry(integrity(wrong), (_, response) => response.end(wrong)))
  expect(await tried([left], { cache: room.path, registry: server.url })).toEqual(['MODEL_CORRUPT'])
  expect(server.ranges).toEqual([])
})

test('a download whose process is killed goes on where it stood', async () => {
  await using room = await folder()
  let dying = true
  const half = 150_000
  await using server = await serve(
    registry(integrity(TARBALL), (request, response) => {
      if (!dying) return sendRange(TARBALL, request, response)
      response.writeHead(200, { 'content-length': TARBALL.length }).write(TARBALL.subarray(0, half))
    }),
  )
  const child = spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      fileURLToPath(new URL('puller.ts', import.meta.url)),
      server.url,
      room.path,
      JSON.stringify(left),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  for await (const line of child.stdout) if (String(line).includes(`${half}\n`)) break
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(heldFor(left, room.path)).toHaveLength(3)
  await expect(readdir(join(room.path, 'left'))).rejects.toThrow('ENOENT')

  dying = false
  expect(await tried([left], { cache: room.path, registry: server.url })).toEqual(['fetched'])
  expect(server.ranges).toEqual(['bytes=0-', `bytes=${half}-`])
  expect(await digests(left, room.path)).toEqual(expected(left))
})

test('without a network the message says what to do, and the other weights still come', async () => {
  await using room = await folder()
  const from = join(room.path, 'copy.tgz')
  await writeFile(from, TARBALL)
  await all([right], { cache: room.path, from })
  const [lost, there] = await all([left, right], { cache: room.path, registry: 'http://127.0.0.1:1' })
  expect(there).toMatchObject({ outcome: 'present' })
  expect('fault' in lost && lost.fault.message).toBe(
    'The model left cannot be fetched from @depot/weights@1.0.0: connect ECONNREFUSED 127.0.0.1:1. ' +
      'Check the network, or name a local copy with --from.',
  )
})

test('a local copy without the files, or that is no tarball, is refused by name', async () => {
  await using room = await folder()
  const from = join(room.path, 'copy.tgz')
  await writeFile(from, await packed({ 'models/left.json': LEFT['models/left.json'] }))
  const [lacking] = await all([left], { cache: room.path, from })
  expect('fault' in lacking && lacking.fault.message).toBe(
    `${from} is not what the model left is made from: it holds no models/left.bin. Name an untouched copy of @depot/weights@1.0.0, or leave --from out to fetch it.`,
  )
  await writeFile(from, noise(500, 5))
  expect(await tried([left], { cache: room.path, from })).toEqual(['MODEL_MISTAKEN'])
  expect(await tried([left], { cache: room.path, from: join(room.path, 'nowhere') })).toEqual(['FILE_UNREADABLE'])
})

test('a local copy with other bytes in the right places is refused', async () => {
  await using room = await folder()
  const from = join(room.path, 'copy.tgz')
  await writeFile(from, await packed({ ...LEFT, 'models/left.bin': noise(200_000, 7) }))
  expect(await tried([left], { cache: room.path, from })).toEqual(['MODEL_MISTAKEN'])
  await expect(readdir(join(room.path, 'left'))).rejects.toThrow('ENOENT')
})

test('a conversion that gives other bytes than it always does is refused', async () => {
  await using room = await folder()
  const from = join(room.path, 'copy.tgz')
  await writeFile(from, TARBALL)
  const odd: Weight = { ...left, graph: { ...left.graph!, convert: async () => noise(10, 1) } }
  expect(await tried([odd], { cache: room.path, from })).toEqual(['MODEL_UNCONVERTIBLE'])
  expect((await readdir(join(room.path, 'left'))).sort()).toEqual(['left.bin', 'left.json'])
})

test('a cache that cannot be written to is told', async () => {
  await using room = await folder()
  const from = join(room.path, 'copy.tgz')
  await writeFile(from, TARBALL)
  await writeFile(join(room.path, 'file'), '')
  expect(await tried([left], { cache: join(room.path, 'file'), from })).toEqual(['FILE_UNREADABLE'])
})
