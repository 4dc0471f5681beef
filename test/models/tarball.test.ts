import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pick } from '../../models/tarball.ts'
import { folder, noise, packed } from './depot.ts'

const FILES = { 'a/one.bin': noise(70_000, 1), 'two.json': noise(10, 2), 'a/three.bin': noise(400, 3) }

test('picks what was asked for and is there, nothing else', async () => {
  await using room = await folder()
  const file = join(room.path, 'some.tgz')
  await writeFile(file, await packed(FILES))
  const found = await pick(file, new Set(['a/one.bin', 'two.json', 'four.bin', 'one.bin']))
  expect([...found.keys()].sort()).toEqual(['a/one.bin', 'two.json'])
  expect(FILES['a/one.bin'].equals(found.get('a/one.bin')!)).toBe(true)
})

test('whatever the bytes, the answer is files or a refusal', async () => {
  await using room = await folder()
  const whole = await packed(FILES)
  const damaged = fc
    .tuple(fc.nat(whole.length - 1), fc.nat(255), fc.integer({ min: 1, max: whole.length }))
    .map(([at, byte, length]) => Uint8Array.from(whole.subarray(0, length), (b, i) => (i === at ? byte : b)))
  const file = join(room.path, 'some.tgz')
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 2000 }), damaged), async bytes => {
      await writeFile(file, bytes)
      const found = await pick(file, new Set(['two.json'])).catch((thrown: unknown) => thrown)
      expect(found instanceof Map || found instanceof Error).toBe(true)
    }),
    { numRuns: 150 },
  )
})
