import { appendFile, copyFile, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { cacheFolder, glance, heldFor } from '../../models/cache.ts'
import { locate } from '../../models/locate.ts'
import { pull } from '../../models/pull.ts'
import { weightNamed } from '../../models/registry.ts'
import { describeWith, models } from '../needs.ts'
import { folder } from './depot.ts'

afterEach(() => vi.unstubAllEnvs())

test('a weight that is there and right is found, one with a single bit more is not', async () => {
  await using room = await folder()
  const weight = weightNamed('mediapipe-short')
  await expect(locate(weight.name, room.path)).rejects.toMatchObject({ code: 'MODEL_MISSING' })
  for await (const one of pull([weight], { cache: room.path })) expect(one).toMatchObject({ outcome: 'fetched' })

  const graph = join(room.path, 'mediapipe-short', 'model.onnx')
  expect(await locate(weight.name, room.path)).toEqual({ engine: 'onnx', name: weight.name, graph })
  expect(await glance(weight, room.path)).toBe('present')

  await appendFile(graph, '\0')
  await expect(locate(weight.name, room.path)).rejects.toMatchObject({ code: 'MODEL_CORRUPT' })
  expect(await glance(weight, room.path)).toBe('partial')
  await rm(graph)
  await expect(locate(weight.name, room.path)).rejects.toMatchObject({ code: 'MODEL_MISSING' })
})

test('a name that nobody knows is refused before the cache is looked at', async () => {
  await expect(locate('yolo', '/nowhere')).rejects.toMatchObject({ code: 'MODEL_UNKNOWN' })
})

describeWith(['model tfjs-short'], 'a weight of the second engine', () => {
  test('is found as two files, of which each is checked', async () => {
    await using room = await folder()
    const weight = weightNamed('tfjs-short')
    await mkdir(join(room.path, weight.name))
    const there = heldFor(weight, models())
    const here = heldFor(weight, room.path)
    for (const [i, { file }] of there.entries()) await copyFile(file, here[i].file)
    const [topology, weights] = here.map(({ file }) => file)
    expect(await locate(weight.name, room.path)).toEqual({ engine: 'tfjs', name: weight.name, topology, weights })
    await appendFile(weights, 'x')
    await expect(locate(weight.name, room.path)).rejects.toMatchObject({ code: 'MODEL_CORRUPT' })
  })
})

test('the folder is what was asked for, then AISLE_MODELS, then the configuration, then the cache of the user', () => {
  vi.stubEnv('XDG_CACHE_HOME', '/xdg')
  vi.stubEnv('AISLE_MODELS', '/environment')
  expect(cacheFolder('/asked', '/configured')).toBe('/asked')
  expect(cacheFolder(undefined, '/configured')).toBe('/environment')
  vi.stubEnv('AISLE_MODELS', '')
  expect(cacheFolder(undefined, '/configured')).toBe('/configured')
  expect(cacheFolder()).toBe('/xdg/aisle/models')
})
