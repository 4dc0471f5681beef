import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { takeIn } from '../../../agent/identity/intake.ts'
import { receiptOf } from '../../../agent/identity/receipt.ts'
import { consentToken, DAY, NOW, passToken, revocationsToken, signer, trustOf, withdrawalToken } from './issuer.ts'
import { ledgerOf } from './shop.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aisle-ledger-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const seconds = (ms: number) => Math.floor(ms / 1000)
const fresh = () => {
  const ledger = ledgerOf()
  const take = (text: string, nowMs = NOW) => takeIn(ledger, text, nowMs)
  const standing = async (member = 'member-0001') => {
    await ledger.read(member)
    return ledger.standing(member)
  }
  const kinds = () => ledger.audit.after(0, 100).map(({ entry }) => entry.kind)
  return { ledger, take, standing, kinds }
}

describe('a consent', () => {
  test('is taken in once, and logged; a second time it is a replay', async () => {
    const { take, standing, kinds, ledger } = fresh()
    const token = await consentToken({ jti: 'receipt-once' })
    expect(await take(`${token}\n`)).toEqual({ became: 'granted', receipt: 'receipt-once' })
    expect(await take(token)).toEqual({
      became: 'refused',
      token: 'consent',
      reason: 'replayed',
      receipt: 'receipt-once',
    })
    expect(await standing()).toMatchObject({
      consent: { receipt: 'receipt-once' },
      isWithdrawn: false,
      isRevoked: false,
    })
    expect(kinds()).toEqual(['granted', 'token-refused'])
    ledger.close()
  })

  test('that was withdrawn is not given again: not by its token, nor by an older or a copied one', async () => {
    const { take, ledger, standing } = fresh()
    const token = await consentToken({ jti: 'receipt-gone' })
    const older = await consentToken({ iat: seconds(NOW - 5 * DAY) })
    await take(token)
    expect(ledger.withdraw('receipt-gone', 'member', NOW)).toBe(true)
    expect(ledger.withdraw('receipt-gone', 'member', NOW)).toBe(false)
    expect(await take(token)).toMatchObject({ reason: 'replayed' })
    expect(await take(older)).toMatchObject({ reason: 'superseded' })
    expect(await take(await consentToken())).toMatchObject({ reason: 'superseded' })
    expect(await standing()).toMatchObject({ isWithdrawn: true })
    expect(await take(await consentToken({ iat: seconds(NOW) + 1 }), NOW + 2000)).toMatchObject({ became: 'granted' })
    expect(await standing()).toMatchObject({ isWithdrawn: false })
  })

  test('of whom there is a newer one does not come back', async () => {
    const { take, standing } = fresh()
    await take(await consentToken({ jti: 'receipt-new', iat: seconds(NOW - DAY), purposes: ['assist'] }))
    expect(await take(await consentToken({ iat: seconds(NOW - 2 * DAY) }))).toMatchObject({ reason: 'superseded' })
    expect(await standing()).toMatchObject({ consent: { receipt: 'receipt-new', purposes: ['assist'] } })
  })

  test('whose withdrawal comes first never counts', async () => {
    const { take } = fresh()
    expect(await take(await withdrawalToken('receipt-early'))).toEqual({
      became: 'withdrawn',
      receipt: 'receipt-early',
    })
    expect(await take(await consentToken({ jti: 'receipt-early' }))).toMatchObject({ reason: 'superseded' })
  })

  test('in the file is believed only as far as it is signed by a key that is still pinned', async () => {
    const file = join(folder, 'consent.db')
    const first = ledgerOf(file)
    await takeIn(first, await consentToken({ jti: 'receipt-mine' }), NOW)
    await takeIn(first, await consentToken({ jti: 'receipt-hers', sub: 'member-0002' }), NOW)
    first.close()
    const rotated = ledgerOf(file, trustOf(signer('k2')))
    await rotated.read('member-0001')
    expect(rotated.standing('member-0001').consent).toBe('unverified')
    rotated.db.exec('DROP TRIGGER consent_kept')
    rotated.db.exec("UPDATE consent SET member = 'member-0003' WHERE member = 'member-0002'")
    rotated.close()
    const again = ledgerOf(file)
    await again.readAll()
    const worth = again.standings().map(({ member, standing }) => [member, standing.consent === 'unverified'])
    expect(worth).toEqual([
      ['member-0001', false],
      ['member-0003', true],
    ])
    again.close()
  })
})

describe('a list of revoked consents', () => {
  test('revokes what it names, and says until when the ledger is fresh', async () => {
    const { take, standing, kinds } = fresh()
    await take(await consentToken({ jti: 'receipt-bad' }))
    expect(await standing()).toMatchObject({ revocationsMs: undefined })
    expect(await take(await revocationsToken(4, ['receipt-bad', 'receipt-far']))).toEqual({
      became: 'listed',
      list: 4,
      receipts: 2,
    })
    expect(await standing()).toMatchObject({
      isRevoked: true,
      isWithdrawn: false,
      revocationsMs: NOW - 60_000 - (NOW % 1000),
    })
    expect(kinds()).toEqual(['granted', 'withdrawn', 'withdrawn', 'listed'])
  })

  test('is taken only in the order of its sequence, and what it revoked stays revoked', async () => {
    const { take, standing } = fresh()
    await take(await consentToken({ jti: 'receipt-bad' }))
    const fourth = await revocationsToken(4, ['receipt-bad'])
    await take(fourth)
    expect(await take(fourth)).toMatchObject({ reason: 'replayed' })
    expect(await take(await revocationsToken(3, []))).toMatchObject({ reason: 'superseded' })
    expect(await take(await revocationsToken(5, [], { iat: seconds(NOW - DAY) }))).toMatchObject({
      reason: 'superseded',
    })
    expect(await take(await revocationsToken(5, []))).toMatchObject({ became: 'listed' })
    expect(await standing()).toMatchObject({ isRevoked: true })
  })

  test('of somebody else counts for nothing', async () => {
    const { take, standing } = fresh()
    expect(await take(await revocationsToken(1, [], {}, signer('k1')))).toMatchObject({ reason: 'bad-signature' })
    expect(await standing()).toMatchObject({ revocationsMs: undefined })
  })
})

test('what is no token of these kinds is refused and logged without its text', async () => {
  const { take, ledger } = fresh()
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', minLength: 8 }), async text => {
      const { sequence } = ledger.audit.head
      expect(await take(text)).toMatchObject({ became: 'refused' })
      const { entry } = ledger.audit.after(sequence, 1)[0]!
      expect(Object.keys(entry).toSorted()).toEqual(['atMs', 'kind', 'reason', 'sequence', 'token'])
    }),
    { numRuns: 60 },
  )
  expect(await take(await passToken())).toMatchObject({ token: 'unknown', reason: 'wrong-type' })
})

test('a number is spent once, in this run and in the next', () => {
  const file = join(folder, 'consent.db')
  const first = ledgerOf(file)
  expect(first.once('pass-00001', NOW + 60_000, NOW)).toBe(true)
  expect(first.once('pass-00001', NOW + 60_000, NOW)).toBe(false)
  first.close()
  const second = ledgerOf(file)
  expect(second.once('pass-00001', NOW + 60_000, NOW)).toBe(false)
  second.close()
})

test('of all members at once it is said what is said of each', async () => {
  const { ledger, take } = fresh()
  for (let i = 0; i < 12; i++)
    await take(
      await consentToken({ sub: `member-${i % 5}xxx`, jti: `receipt-${100 + i}`, iat: seconds(NOW - DAY) + i }),
    )
  await take(await revocationsToken(1, ['receipt-107']))
  ledger.withdraw('receipt-108', 'member', NOW)
  ledger.deal('member-0xxx', NOW)
  await ledger.readAll()
  const all = ledger.standings()
  expect(all.map(({ member }) => member)).toEqual([0, 1, 2, 3, 4].map(i => `member-${i}xxx`))
  for (const { member, standing } of all) expect(standing).toEqual(ledger.standing(member))
  expect(all.map(({ standing }) => [standing.isWithdrawn, standing.isRevoked])).toContainEqual([false, true])
})

test('two programs share the ledger: what one takes back is taken back for the other at once', async () => {
  const file = join(folder, 'consent.db')
  const [agent, tool] = [ledgerOf(file), ledgerOf(file)]
  await takeIn(tool, await consentToken({ jti: 'receipt-both' }), NOW)
  await agent.read('member-0001')
  expect(agent.standing('member-0001')).toMatchObject({ consent: { receipt: 'receipt-both' }, isWithdrawn: false })
  tool.withdraw('receipt-both', 'member', NOW)
  expect(agent.standing('member-0001')).toMatchObject({ isWithdrawn: true })
  expect(statSync(file).mode & 0o077).toBe(0)
  for (const ledger of [agent, tool]) ledger.close()
})

test('a damaged ledger is left as it is, and not begun anew', () => {
  const file = join(folder, 'consent.db')
  writeFileSync(file, 'this is a diary, not a database\n'.repeat(200))
  for (const _ of ['first', 'second'])
    expect(() => ledgerOf(file)).toThrow(expect.objectContaining({ code: 'LEDGER_UNUSABLE' }))
})

test('of the day of the last dealing only the day is kept, and it never goes back', async () => {
  const { take, ledger, standing } = fresh()
  await take(await consentToken())
  ledger.deal('member-0001', NOW)
  ledger.deal('member-0001', NOW - 3 * DAY)
  expect(ledger.db.prepare('SELECT day_ms FROM dealing').pluck().all()).toEqual([Math.floor(NOW / DAY) * DAY])
  expect((await standing()).lastMs).toBe(Math.max(NOW - DAY - (NOW % 1000), Math.floor(NOW / DAY) * DAY))
})

test('a list of revoked consents may be long, and nothing else', async () => {
  const { take, ledger } = fresh()
  await take(await consentToken({ jti: 'receipt-mine' }))
  const receipts = Array.from({ length: 20_000 }, (_, i) => `receipt-${i}`.padEnd(64, '-'))
  expect(await take(await revocationsToken(1, [...receipts, 'receipt-mine']))).toMatchObject({
    became: 'listed',
    receipts: 20_001,
  })
  expect(ledger.isWithdrawn('receipt-mine')).toBe(true)
  expect(await take(await consentToken({ jti: 'receipt-long', padding: 'x'.repeat(8192) }))).toMatchObject({
    became: 'refused',
    reason: 'malformed',
  })
})

test('a receipt says who, what for, on what basis, how long and how to take it back', async () => {
  const { take, ledger } = fresh()
  await take(await consentToken({ jti: 'receipt-mine', guardian: 'guardian-1' }))
  ledger.withdraw('receipt-mine', 'member', NOW)
  const kept = ledger.one('receipt-mine')!
  const controller = {
    name: 'Acme',
    contact: 'privacy desk',
    address: '1 Road, Vienna, AT',
    policyUrl: 'https://acme.example/p',
    withdrawal: 'at a till',
  }
  const receipt = receiptOf((await ledger.consentOf(kept))!, kept, controller)
  expect(receipt).toMatchObject({
    schema_version: 'ISO/IEC TS 27560:2023',
    receipt_id: 'receipt-mine',
    pii_principal_id: 'member-0001',
    pii_processing: {
      privacy_notice: 'https://acme.example/p (version 2030-01)',
      language: 'de',
      purposes: [
        {
          purpose_type: 'welcome',
          lawful_basis: expect.stringContaining('Art. 9(2)(a)'),
          withdrawal_method: 'at a till',
          jurisdiction: 'eu',
          recipient_third_parties: [],
        },
        { purpose_type: 'assist' },
      ],
    },
    party_identification: [
      { party_name: 'Acme', party_role: 'PII controller', party_address: '1 Road, Vienna, AT' },
      { party_id: 'member-0001' },
      { party_id: 'guardian-1' },
    ],
    events: [{ event_state: 'given' }, { event_state: 'withdrawn', event_time: new Date(NOW).toISOString() }],
  })
})
