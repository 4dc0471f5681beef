import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writable, write } from '../../models/write.ts'
import { folder } from './depot.ts'

test.each([
  ['text', 'schön\n', Buffer.from('schön\n')],
  ['a part of a larger array', Uint8Array.of(9, 1, 2, 3, 9).subarray(1, 4), Buffer.from([1, 2, 3])],
])('%s takes the place of what was there, and leaves nothing beside it', async (_, content, expected) => {
  await using room = await folder()
  const file = join(room.path, 'file')
  await writeFile(file, 'what was there before')
  await write(file, content)
  expect(await readFile(file)).toEqual(expected)
  expect(await readdir(room.path)).toEqual(['file'])
})

test('a folder is made where that is asked for, and only there', async () => {
  await using room = await folder()
  const file = join(room.path, 'one', 'two', 'file')
  await expect(write(file, 'text')).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' })
  await write(file, 'text', { makeFolder: true })
  expect(await readFile(file, 'utf8')).toBe('text')
})

test('whether it can be written is known before, and leaves nothing', async () => {
  await using room = await folder()
  await writable(join(room.path, 'file'))
  await expect(writable(join(room.path, 'one', 'file'))).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' })
  await expect(writable(room.path)).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' })
  expect(await readdir(room.path)).toEqual([])
})
