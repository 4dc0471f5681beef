import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { derive, readStoreKey } from '../../../../agent/identity/gallery/key.ts'

const folder = mkdtempSync(join(tmpdir(), 'aisle-key-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const HEX = 'c0ffee'.padEnd(64, '7')
const key = Buffer.from(HEX, 'hex')

function put(text: string, mode = 0o600, name = 'key'): string {
  const path = join(folder, name)
  rmSync(path, { force: true })
  writeFileSync(path, text, { mode })
  chmodSync(path, mode)
  return path
}
const refused = (act: () => unknown) => {
  expect(act).toThrow(expect.objectContaining({ code: 'KEY_UNUSABLE', message: expect.not.stringContaining('c0ffee') }))
}

describe('the key of the gallery', () => {
  test('is the first line of a file that is its owner’s alone', () => {
    expect(readStoreKey({ kind: 'file', path: put(`${HEX}\n`) })).toEqual(key)
    expect(readStoreKey({ kind: 'file', path: put(HEX.toUpperCase(), 0o400) })).toEqual(key)
  })

  test.each([0o640, 0o604, 0o660, 0o644, 0o666, 0o601])('is not taken from a file of mode %o', mode => {
    refused(() => readStoreKey({ kind: 'file', path: put(HEX, mode) }))
  })

  test.each(['', HEX.slice(1), `${HEX}0`, 'g'.repeat(64), ` ${HEX}`, `\n${HEX}`])('is not %j', text => {
    refused(() => readStoreKey({ kind: 'file', path: put(text) }))
  })

  test('is handed over by systemd, or is not there', () => {
    put(HEX, 0o400, 'mine')
    expect(readStoreKey({ kind: 'credential', name: 'mine' }, { CREDENTIALS_DIRECTORY: folder })).toEqual(key)
    refused(() => readStoreKey({ kind: 'credential', name: 'other' }, { CREDENTIALS_DIRECTORY: folder }))
    refused(() => readStoreKey({ kind: 'credential', name: 'mine' }, {}))
  })

  test('may be handed over by an access list, whose mask shows as the group, and to nobody else', () => {
    const mine = { kind: 'credential', name: 'mine' } as const
    put(HEX, 0o440, 'mine')
    expect(readStoreKey(mine, { CREDENTIALS_DIRECTORY: folder })).toEqual(key)
    for (const mode of [0o444, 0o460, 0o441]) {
      put(HEX, mode, 'mine')
      refused(() => readStoreKey(mine, { CREDENTIALS_DIRECTORY: folder }))
    }
  })

  test('that is not there says what is to be done where it was looked for', () => {
    const said = (name: string, env: NodeJS.ProcessEnv) => {
      try {
        return String(readStoreKey({ kind: 'credential', name }, env))
      } catch (thrown) {
        return String(thrown)
      }
    }
    expect(said('secret_g.key', {})).toMatch(/to the service alone\. .*at a kiosk.*kind: file/)
    expect(said('secret_g.key', {})).not.toMatch(/chmod/)
    expect(said('secret_g.key', { CREDENTIALS_DIRECTORY: folder })).toContain('/var/lib/aisle-credentials as g.key,')
    expect(said('g.key', { CREDENTIALS_DIRECTORY: folder })).toContain('secret_NAME')
  })

  test('comes from the environment in tests alone', () => {
    const where = { kind: 'environment', name: 'KEY' } as const
    expect(readStoreKey(where, { NODE_ENV: 'test', KEY: HEX })).toEqual(key)
    for (const env of [{ KEY: HEX }, { KEY: HEX, NODE_ENV: 'production' }, { NODE_ENV: 'test' }])
      refused(() => readStoreKey(where, env))
  })
})

test('for each use there is another key', () => {
  expect(derive(key, 'a')).toEqual(derive(key, 'a'))
  expect(derive(key, 'a')).not.toEqual(derive(key, 'b'))
  expect(derive(key, 'a')).not.toEqual(derive(Buffer.alloc(32), 'a'))
})
