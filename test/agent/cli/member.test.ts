import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineCommand } from 'citty'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { member } from '../../../agent/cli/member/member.ts'
import { run } from '../../../agent/cli/run.ts'
import { openGallery } from '../../../agent/identity/gallery/gallery.ts'
import { netOf } from '../../../agent/identity/gallery/net.ts'
import { takeIn } from '../../../agent/identity/intake.ts'
import { openLedger } from '../../../agent/identity/ledger.ts'
import { trustOf } from '../../../agent/identity/trust.ts'
import { loadConfig } from '../../../config/load.ts'
import { template } from '../identity/gallery/shop.ts'
import { consentToken, issuer } from '../identity/issuer.ts'
import { listen } from './spoken.ts'

const root = defineCommand({ meta: { name: 'aislectl' }, subCommands: { member } })
const said = listen()
const KEY = '5a'.repeat(32)

let folder: string
let config: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aisle-member-'))
  writeFileSync(join(folder, 'key'), `${KEY}\n`, { mode: 0o600 })
  config = join(folder, 'store.yaml')
  writeFileSync(
    config,
    `store: { tenant: acme, store: vienna, agent: door }
floor: { outline: [[0, 0], [8, 0], [8, 5]] }
privacy: { ledger: consent.db }
identity:
  issuer:
    id: crm
    keys: [{ kid: k1, x: ${issuer.x}, validFrom: "2020-01-01T00:00:00Z", validUntil: "2090-01-01T00:00:00Z" }]
  controller: { name: Acme, contact: privacy desk, policyUrl: "https://acme.example/p", withdrawal: at any till }
  gallery: { path: gallery.db, key: { kind: file, path: key } }`,
  )
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function aislectl(...argv: string[]): Promise<{ out: string; err: string; code: number }> {
  said.out = said.err = ''
  process.exitCode = undefined
  await run(root, ['member', ...argv, '--config', config])
  const code = Number(process.exitCode ?? 0)
  process.exitCode = undefined
  return { out: said.out, err: said.err, code }
}

/** Two members, of whom the first has agreed. */
async function fill(net = netOf()): Promise<void> {
  const gallery = openGallery(join(folder, 'gallery.db'), Buffer.from(KEY, 'hex'), net, 'UTC')
  for (const n of [1, 2])
    gallery.put(
      { member: `member-000${n}`, receipt: `receipt-000${n}` },
      template(n),
      8,
      Date.parse('2030-05-06T07:08Z'),
    )
  gallery.close()
  const ledger = openLedger(join(folder, 'consent.db'), trustOf(loadConfig(config)))
  const seconds = Math.floor(Date.now() / 1000)
  const lately = { iat: seconds - 60, exp: seconds + 86_400 }
  await takeIn(ledger, await consentToken({ jti: 'receipt-0001', ...lately }), Date.now())
  ledger.close()
}

test('list names members by pseudonym, and says nothing of their faces', async () => {
  await fill()
  const { out, code } = await aislectl('list', '--json')
  expect(code).toBe(0)
  const entry = { enrolledOn: '2030-05-06', crops: 8, mistakes: 0, state: 'good' }
  expect(JSON.parse(out)).toEqual({
    members: [1, 2].map(n => ({ member: `member-000${n}`, receipt: `receipt-000${n}`, ...entry })),
    unreadable: 0,
  })
  expect((await aislectl('list')).out).toMatch(/^MEMBER .*\nmember-0001 /)
})

test('whoever was enrolled with another net is stale', async () => {
  await fill({ model: 'dlib', version: 'before' })
  expect(JSON.parse((await aislectl('list', '--json')).out).members).toMatchObject([
    { state: 'stale' },
    { state: 'stale' },
  ])
})

test('erase destroys one, gives a receipt of the search, and says where there is nobody', async () => {
  await fill()
  const { out, code } = await aislectl('erase', 'member-0001', '--json')
  expect(code).toBe(0)
  expect(JSON.parse(out)).toMatchObject({ member: 'member-0001', erased: true, searched: { found: 0 } })
  expect(JSON.parse((await aislectl('list', '--json')).out).members).toMatchObject([{ member: 'member-0002' }])
  const again = await aislectl('erase', 'member-0001', '--json')
  expect(again.code).toBe(1)
  expect(JSON.parse(again.err).error.code).toBe('MEMBER_UNKNOWN')
})

test('test finds whoever is there without a consent', async () => {
  await fill()
  const { out, code } = await aislectl('test', '--json')
  expect(code).toBe(1)
  expect(JSON.parse(out)).toEqual({
    ok: false,
    members: 2,
    unreadable: 0,
    wrong: [{ member: 'member-0002', why: 'has no consent, erase them' }],
  })
  await aislectl('erase', 'member-0002')
  expect(await aislectl('test')).toMatchObject({ code: 0 })
})

test('a key that others may read opens nothing', async () => {
  await fill()
  chmodSync(join(folder, 'key'), 0o644)
  const { err, code } = await aislectl('list', '--json')
  expect(code).toBe(1)
  expect(JSON.parse(err).error).toMatchObject({ code: 'KEY_UNUSABLE', message: expect.not.stringContaining('5a5a') })
})

test('where nobody was enrolled yet, or the shop knows no members, it is said', async () => {
  expect(await aislectl('list')).toMatchObject({ code: 1, err: expect.stringMatching(/Nobody was enrolled yet/) })
  writeFileSync(config, 'store: { tenant: a, store: b, agent: c }\nfloor: { outline: [[0, 0], [8, 0], [8, 5]] }')
  expect(await aislectl('list')).toMatchObject({
    code: 1,
    err: expect.stringMatching(/has no section called identity, so this shop knows no members/),
  })
})
