import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readSecret } from '../../config/secret.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'aisle-secret-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.each([
  ['hunter2', 'hunter2'],
  ['hunter2\n', 'hunter2'],
  ['hunter2\r\nsecond line\r\n', 'hunter2'],
  [' with spaces \n', ' with spaces '],
  ['pässword\n', 'pässword'],
  ['', ''],
])('of %j the first line is the secret', (text, secret) => {
  const file = join(folder, 'secret')
  writeFileSync(file, text)
  expect(readSecret(file)).toBe(secret)
})

test('a file that is not there is a fault', () => {
  const file = join(folder, 'nothing')
  expect(() => readSecret(file)).toThrow(expect.objectContaining({ code: 'FILE_UNREADABLE' }))
})
