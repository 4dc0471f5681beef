import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aislectl as root } from '../../../agent/cli/aislectl.ts'
import { run } from '../../../agent/cli/run.ts'
import { ROOT } from '../../../config/root.ts'
import { listen } from './spoken.ts'

const said = listen()
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'aisle-keys-'))
  copyFileSync(fileURLToPath(new URL('config/members.example.yaml', ROOT)), join(folder, 'members.yaml'))
  writeFileSync(join(folder, 'gate'), '')
  edit('/dev/ttyACM0', 'gate')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const at = (name: string) => join(folder, name)
const edit = (from: string, to: string) => {
  const text = readFileSync(at('members.yaml'), 'utf8')
  expect(text).toContain(from)
  writeFileSync(at('members.yaml'), text.replace(from, to))
}

async function aislectl(...argv: string[]): Promise<{ out: string; err: string; code: number }> {
  said.out = said.err = ''
  process.exitCode = undefined
  await run(root, argv)
  const code = Number(process.exitCode ?? 0)
  process.exitCode = undefined
  return { out: said.out, err: said.err, code }
}
const of = ['--config', 'members.yaml'] as const
const here = (argv: readonly string[]) =>
  argv.map(word => (word === 'members.yaml' || /\.(key|jws)$/.test(word) ? at(word) : word))
const tool = (...argv: string[]) => aislectl(...here(argv))
const lacking = async () => JSON.parse((await tool('config', 'check', 'members.yaml', '--json')).out)

test('the example becomes, command by command, a shop that may recognise, and each time it is said what is lacking', async () => {
  expect((await lacking()).mistakes.map((one: { path: string }) => one.path)).toEqual([
    'identity.subscribers[0].keyFile',
    'identity.gallery.key.path',
  ])
  for (const name of ['gallery.key', 'crm.key']) expect((await tool('key', 'secret', name)).code).toBe(0)
  expect((await tool('key', 'pair', 'owner.key')).code).toBe(0)
  const { x } = JSON.parse((await tool('key', 'pair', 'issuer.key', '--kid', 'k1', '--json')).out)
  edit('x: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', `x: ${x}`)
  for (const name of ['gallery.key', 'crm.key', 'owner.key', 'issuer.key'])
    expect(statSync(at(name)).mode & 0o777).toBe(0o600)
  expect((await lacking()).hints.join()).toContain('privacy.level is devices')

  const { ownerKey, raiseToken } = JSON.parse(
    (await tool('privacy', 'raise', ...of, '--key', 'owner.key', '--json')).out,
  )
  edit('  jurisdiction: eu', `  jurisdiction: eu\n  level: members\n  ownerKey: ${ownerKey}`)
  expect((await lacking()).hints.join()).toContain('no token of the owner says so')
  edit(`ownerKey: ${ownerKey}`, `ownerKey: ${ownerKey}\n  raiseToken: ${raiseToken}`)
  expect((await lacking()).hints.join()).toContain('for demonstrations only')
  edit('broker: { kind: embedded }', 'broker: { kind: remote, url: "mqtts://broker.example:8883" }')
  expect((await lacking()).hints.filter((hint: string) => !hint.startsWith('The model'))).toEqual([])
  chmodSync(at('crm.key'), 0o644)
  expect((await lacking()).hints.join()).toContain('The key of the subscriber crm')
  chmodSync(at('crm.key'), 0o600)
})

test('what it signs the shop takes in, each once', async () => {
  const sign = async (kind: string, claims: object) => {
    const { out } = await tool(
      'consent',
      'sign',
      kind,
      ...of,
      '--key',
      'issuer.key',
      '--claims',
      JSON.stringify(claims),
    )
    writeFileSync(at(`${kind}.jws`), out)
    return tool('consent', 'import', `${kind}.jws`, ...of)
  }
  expect(await sign('revocations', { sequence: 1, receipts: [] })).toMatchObject({ code: 0 })
  const claims = { jti: 'receipt-0001', sub: 'member-0001', method: 'written', ageOver: 18 }
  expect(await sign('consent', { ...claims, notice: { version: '1', language: 'en' } })).toMatchObject({ code: 0 })
  const again = await tool('consent', 'import', 'consent.jws', ...of)
  expect(again).toMatchObject({ code: 0, out: expect.stringContaining('known already (receipt-0001)') })
  expect(await sign('withdrawal', { receipt: 'receipt-0001' })).toMatchObject({ code: 0 })
})

test('what is lacking in it is not signed', async () => {
  const missing = await tool('consent', 'sign', 'pass', ...of, '--key', 'issuer.key')
  expect(missing).toMatchObject({ code: 2, out: '', err: expect.stringContaining('--claims is sub') })
  expect(await tool('consent', 'sign', 'pass', ...of, '--key', 'issuer.key', '--claims', '[1]')).toMatchObject({
    code: 2,
  })
  expect(await tool('consent', 'sign', 'song', ...of, '--key', 'issuer.key')).toMatchObject({ code: 2 })
  const secret = readFileSync(at('gallery.key'), 'utf8').trim()
  const other = await tool(
    'consent',
    'sign',
    'pass',
    ...of,
    '--key',
    'gallery.key',
    '--claims',
    '{"sub":"member-0001"}',
  )
  expect(other).toMatchObject({ code: 1, out: '' })
  expect(other.err).not.toContain(secret)
})

test('a key is never written over', async () => {
  const before = readFileSync(at('gallery.key'), 'utf8')
  expect(await tool('key', 'secret', 'gallery.key')).toMatchObject({ code: 1 })
  expect(await tool('key', 'pair', 'gallery.key')).toMatchObject({ code: 1 })
  expect(readFileSync(at('gallery.key'), 'utf8')).toBe(before)
})
