import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { Pseudonym } from '../../../../agent/identity/claims.ts'
import { Pseudonyms } from '../../../../agent/identity/gallery/pseudonyms.ts'

const folder = mkdtempSync(join(tmpdir(), 'aisle-pseudonyms-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const subscriber = (id: string, digit: string) => {
  const keyFile = join(folder, id)
  writeFileSync(keyFile, digit.repeat(64), { mode: 0o600 })
  return { id, keyFile }
}

test('each subscriber calls a member something else, always the same, and none of it is the pseudonym', () => {
  const both = [subscriber('crm', 'a'), subscriber('till', 'b')]
  const first = new Pseudonyms(both).of('member-0001')
  expect(first.map(({ audience }) => audience)).toEqual(['crm', 'till'])
  expect(new Pseudonyms(both).of('member-0001')).toEqual(first)
  const all = ['member-0001', 'member-0002'].flatMap(member => new Pseudonyms(both).of(member))
  expect(new Set(all.map(({ member }) => member)).size).toBe(4)
  for (const { member } of all) {
    expect(Pseudonym.safeParse(member).success).toBe(true)
    expect(member).not.toContain('member-')
  }
})

test('a key that others may read is refused', () => {
  const open = subscriber('open', 'c')
  chmodSync(open.keyFile, 0o644)
  expect(() => new Pseudonyms([open])).toThrow(expect.objectContaining({ code: 'KEY_UNUSABLE' }))
})
