import { appendFileSync, chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineCommand } from 'citty'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { consent } from '../../../agent/cli/consent/consent.ts'
import { run } from '../../../agent/cli/run.ts'
import { Pseudonyms } from '../../../agent/identity/gallery/pseudonyms.ts'
import { openLedger } from '../../../agent/identity/ledger.ts'
import { consentToken, issuer, revocationsToken, signer, trust, withdrawalToken } from '../identity/issuer.ts'
import { listen } from './spoken.ts'

const root = defineCommand({ meta: { name: 'aislectl' }, subCommands: { consent } })
const said = listen()

let folder: string
let config: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aisle-consents-'))
  config = write(
    'store.yaml',
    `store: { tenant: acme, store: vienna, agent: door }
floor: { outline: [[0, 0], [8, 0], [8, 5]] }
privacy: { ledger: consent.db }
identity:
  issuer:
    id: crm
    keys: [{ kid: k1, x: ${issuer.x}, validFrom: "2020-01-01T00:00:00Z", validUntil: "2090-01-01T00:00:00Z" }]
  controller: { name: Acme, contact: privacy desk, address: "1 Road, Vienna", email: p@acme.example, phone: "+43 1 234", policyUrl: "https://acme.example/p", withdrawal: at any till }`,
  )
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

async function aislectl(...argv: string[]): Promise<{ out: string; err: string; code: number }> {
  said.out = said.err = ''
  process.exitCode = undefined
  await run(root, ['consent', ...argv, '--config', config])
  const code = Number(process.exitCode ?? 0)
  process.exitCode = undefined
  return { out: said.out, err: said.err, code }
}

const seconds = Math.floor(Date.now() / 1000)
const lately = { iat: seconds - 60, exp: seconds + 86_400 * 30 }

test('import takes signed papers in, line by line, and says what became of each', async () => {
  const tokens = [
    await consentToken({ jti: 'receipt-0001', ...lately }),
    '',
    await consentToken({ jti: 'receipt-0002', sub: 'member-0002', ...lately }, signer('k1')),
    'MEM-0042',
    await consentToken({ jti: 'receipt-0003', sub: 'member-0003', ...lately }),
    await withdrawalToken('receipt-0003', lately),
    await revocationsToken(7, ['receipt-0009'], lately),
  ]
  const { out, code } = await aislectl('import', write('papers.jws', tokens.join('\n')))
  expect(out).toMatchInlineSnapshot(`
    "line 1: consent receipt-0001 counts now
    line 3: refused, bad-signature
    line 4: refused, malformed
    line 5: consent receipt-0003 counts now
    line 6: consent receipt-0003 is withdrawn
    line 7: list 7 of 1 revoked consents
    4 taken in, 2 refused
    "
  `)
  expect(code).toBe(1)
  const listed = JSON.parse((await aislectl('list', '--json')).out)
  expect(listed.consents.map((one: { receipt: string; state: string }) => [one.receipt, one.state])).toEqual([
    ['receipt-0001', 'good'],
    ['receipt-0003', 'withdrawn'],
  ])
  expect((await aislectl('list')).out).toMatch(/RECEIPT .*\nreceipt-0001 .*good.*welcome assist.*\n/)
})

test('withdraw needs no key, is at once, and a second time changes nothing', async () => {
  await aislectl('import', write('papers.jws', await consentToken({ jti: 'receipt-0001', ...lately })))
  expect(await aislectl('withdraw', 'receipt-0001')).toMatchObject({
    code: 0,
    out: 'Consent receipt-0001 is withdrawn.\n',
  })
  expect(JSON.parse((await aislectl('withdraw', '--member', 'member-0001', '--json')).out)).toEqual({
    receipt: 'receipt-0001',
    withdrawn: true,
    isNews: false,
    erased: false,
  })
  expect(await aislectl('withdraw', 'receipt-9999')).toMatchObject({
    code: 1,
    err: expect.stringMatching(/no consent/),
  })
  expect(await aislectl('withdraw')).toMatchObject({ code: 2 })
  expect(await aislectl('withdraw', 'receipt-0001', '--member', 'member-0001')).toMatchObject({ code: 2 })
})

test('show gives the receipt, as the member would want it', async () => {
  await aislectl('import', write('papers.jws', await consentToken({ jti: 'receipt-0001', ...lately })))
  const { out, code } = await aislectl('show', 'receipt-0001', '--json')
  expect(code).toBe(0)
  expect(JSON.parse(out)).toMatchObject({
    state: 'good',
    receipt: {
      receipt_id: 'receipt-0001',
      party_identification: [{ party_name: 'Acme' }, { party_id: 'member-0001' }],
    },
  })
  expect(await aislectl('show', 'receipt-9999')).toMatchObject({ code: 1 })
})

test('show gives the form of Kantara too, and finds a receipt by the number that a subscriber has for it', async () => {
  write('crm', 'ab'.repeat(32))
  chmodSync(join(folder, 'crm'), 0o600)
  appendFileSync(config, '\n  subscribers: [{ id: crm, keyFile: crm }]\n')
  await aislectl('import', write('papers.jws', await consentToken({ jti: 'receipt-0001', ...lately })))
  const pseudonyms = new Pseudonyms([{ id: 'crm', keyFile: join(folder, 'crm') }])
  const { out } = await aislectl('show', pseudonyms.receipt('crm', 'receipt-0001'), '--form', 'kantara')
  expect(JSON.parse(out).receipt).toMatchObject({
    version: 'KI-CR-v1.1.0',
    consentReceiptID: 'receipt-0001',
    consentTimestamp: lately.iat,
    piiPrincipalId: 'member-0001',
    piiControllers: [
      {
        piiController: 'Acme',
        contact: 'privacy desk',
        address: { streetAddress: '1 Road, Vienna' },
        email: 'p@acme.example',
        phone: '+43 1 234',
      },
    ],
    services: [{ purposes: [{ consentType: 'EXPLICIT', primaryPurpose: true }, { primaryPurpose: false }] }],
    sensitive: true,
  })
})

test('verify says that the log is whole, and with an anchor whether its end is there', async () => {
  await aislectl('import', write('papers.jws', await consentToken({ jti: 'receipt-0001', ...lately })))
  await aislectl('withdraw', 'receipt-0001')
  const { head } = JSON.parse((await aislectl('verify', '--json')).out)
  expect(head.sequence).toBe(2)
  expect(await aislectl('verify', '--anchor', `2:${head.hash}`)).toMatchObject({
    code: 0,
    out: `The log is whole: 2 entries, head 2:${head.hash}\n`,
  })
  expect(await aislectl('verify', '--anchor', `3:${head.hash}`)).toMatchObject({
    code: 1,
    out: expect.stringMatching(/entry 3 was published, and the log ends before it/),
  })
  expect(await aislectl('verify', '--anchor', 'somewhere')).toMatchObject({ code: 2 })
  const ledger = openLedger(join(folder, 'consent.db'), trust)
  ledger.db.exec("DROP TRIGGER audit_kept; UPDATE audit SET body = replace(body, 'granted', 'refused')")
  ledger.close()
  const { code, out } = await aislectl('verify', '--json')
  expect(code).toBe(1)
  expect(JSON.parse(out)).toMatchObject({ ok: false, flaws: [{ sequence: 1, flaw: 'changed' }] })
})

test('what only reads begins no ledger', async () => {
  for (const words of [['list'], ['verify'], ['show', 'receipt-0001'], ['withdraw', 'receipt-0001']])
    expect(await aislectl(...words)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/No consent was taken in yet: there is no ledger .*aislectl consent import/),
    })
})
