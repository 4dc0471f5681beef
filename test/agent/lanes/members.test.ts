import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Event } from '../../../agent/events/contract.ts'
import type { Anchor } from '../../../agent/identity/audit.ts'
import { TYPES } from '../../../agent/identity/claims.ts'
import type { ConsentFact } from '../../../agent/identity/fact.ts'
import type { MemberFact } from '../../../agent/identity/gallery/fact.ts'
import type { Authorisation } from '../../../agent/identity/gate.ts'
import { takeIn } from '../../../agent/identity/intake.ts'
import { openLedger } from '../../../agent/identity/ledger.ts'
import { prove } from '../../../agent/identity/proof.ts'
import { trustOf } from '../../../agent/identity/trust.ts'
import { startAgent } from '../../../agent/lanes/agent.ts'
import { levelOf, type Members, openMembers } from '../../../agent/lanes/members.ts'
import type { Config } from '../../../config/config.ts'
import type { Fault } from '../../../config/fault.ts'
import { loadConfig } from '../../../config/load.ts'
import { consentToken, issuer, passToken, revocationsToken, sign, signer } from '../identity/issuer.ts'

const owner = signer('owner')
const now = () => Date.now()
const seconds = () => Math.floor(Date.now() / 1000)
const lately = () => ({ iat: seconds() - 60, exp: seconds() + 86_400 * 30 })
const soon = () => ({ iat: seconds() - 5, exp: seconds() + 60 })
const bearer = { sensor: 'floor', track: 3 }

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aisle-members-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** The configuration of a shop that recognises members, or would like to. */
async function shop(level = 'members', more = ''): Promise<Config> {
  const claims = { iss: 'owner', aud: '/acme/vienna', jti: 'level-00001', ...soon(), level: 'members' }
  const raise = await sign(claims, { typ: TYPES.level }, owner)
  const file = join(folder, 'store.yaml')
  for (const [name, byte] of [
    ['crm', 'ab'],
    ['till', 'cd'],
  ])
    writeFileSync(join(folder, name), byte.repeat(32), { mode: 0o600 })
  writeFileSync(
    file,
    `store: { tenant: acme, store: vienna, agent: door }
floor: { outline: [[0, 0], [8, 0], [8, 5], [0, 5]] }
privacy: { level: ${level}, jurisdiction: eu, ownerKey: ${owner.x}, raiseToken: ${raise}, ledger: consent.db }
identity:
  issuer:
    id: crm
    keys: [{ kid: k1, x: ${issuer.x}, validFrom: "2020-01-01T00:00:00Z", validUntil: "2090-01-01T00:00:00Z" }]
  controller: { name: Acme, contact: desk, policyUrl: "https://acme.example/p", withdrawal: at any till }
${more}`,
  )
  return loadConfig(file)
}

async function open(config: Config): Promise<{ members: Members; given: Authorisation[]; warned: string[] }> {
  const warned: string[] = []
  const members = (await openMembers(config, fault => warned.push(fault.code), now()))!
  const given: Authorisation[] = []
  members.onAuthorised = authorisation => given.push(authorisation)
  return { members, given, warned }
}

async function agreed(config: Config): Promise<void> {
  const ledger = openLedger(config.privacy.ledger, trustOf(config))
  await takeIn(ledger, await revocationsToken(1, [], { iat: seconds() - 60, exp: seconds() + 3600 }), now())
  await takeIn(ledger, await consentToken({ jti: 'receipt-0001', ...lately() }), now())
  ledger.close()
}

const told = (members: Members) => {
  const facts: (ConsentFact | MemberFact)[] = []
  members.tell(
    fact => facts.push(fact),
    () => {},
  )
  return facts.map(fact => (fact.kind === 'consent.refused' ? `refused ${fact.reason}` : fact.kind.slice(8)))
}

test('whoever shows a pass and agreed is let through, once a pass', async () => {
  const config = await shop()
  const { members, given } = await open(config)
  expect(members.level).toBe('members')
  await agreed(config)
  const text = await passToken(soon())
  await members.show('till', { atMs: now(), text }, bearer)
  expect(given).toMatchObject([
    { bearer, purpose: 'welcome', candidates: [{ member: 'member-0001', receipt: 'receipt-0001' }] },
  ])
  await members.show('till', { atMs: now(), text }, bearer)
  expect(given.length).toBe(1)
  expect(told(members)).toEqual(['granted', 'refused replayed'])
  members.close()
})

test('a pass of which nobody can say who holds it, of whom never agreed, or of nobody, lets nobody through', async () => {
  const config = await shop()
  const { members, given } = await open(config)
  await agreed(config)
  await members.show('till', { atMs: now(), text: await passToken(soon()) }, undefined)
  await members.show('till', { atMs: now(), text: await passToken({ sub: 'member-0002', ...soon() }) }, bearer)
  await members.show('till', { atMs: now(), text: await passToken(soon(), signer('k1')) }, bearer)
  await members.show('till', { atMs: now(), text: 'eyJ.eyJ.eyJ' }, bearer)
  expect(given).toEqual([])
  expect(told(members)).toEqual([
    'granted',
    'refused no-permit',
    'refused no-consent',
    'refused bad-signature',
    'refused malformed',
  ])
  members.close()
})

test('at a kiosk whoever shows a pass has a session of their own until it is over, and a pass that counts for nothing says why', async () => {
  const config = await shop()
  const { members, given } = await open(config)
  const atMs = now()
  expect(await members.greet('front', await passToken(soon()), bearer, atMs)).toEqual({ refused: 'no-consent' })
  await agreed(config)
  const text = await passToken(soon())
  const untilMs = atMs + config.identity!.kioskSeconds * 1000
  expect(await members.greet('front', text, bearer, atMs)).toEqual({ untilMs })
  expect(given).toMatchObject([{ bearer, signal: 'kiosk', place: 'front', untilMs }])
  expect(members.gate.holds(given[0], bearer, untilMs - 1)).toBe(true)
  expect(members.gate.holds(given[0], bearer, untilMs)).toBe(false)
  expect(members.gate.holds(given[0], { ...bearer, track: bearer.track + 1 }, atMs)).toBe(false)
  expect(await members.greet('front', text, bearer, atMs)).toEqual({ refused: 'replayed' })
  expect(await members.greet('front', await passToken(soon(), signer('k1')), bearer, atMs)).toEqual({
    refused: 'bad-signature',
  })
  expect(given.length).toBe(1)
  members.close()
})

test('what a member took back is told at once, though a long list of revoked consents came before', async () => {
  const config = await shop()
  const { members } = await open(config)
  await agreed(config)
  const ledger = openLedger(config.privacy.ledger, trustOf(config))
  const elsewhere = Array.from({ length: 1500 }, (_, i) => `elsewhere-${i}`)
  await takeIn(ledger, await revocationsToken(2, elsewhere, { iat: seconds() - 30, exp: seconds() + 3600 }), now())
  ledger.withdraw('receipt-0001', 'member', now())
  ledger.close()
  expect(told(members)).toEqual(['granted', 'withdrawn'])
  members.close()
})

test('in a marked lane those who agreed are looked for, in any other zone nobody', async () => {
  const config = await shop('members', '')
  const lane = {
    id: 'lane',
    kind: 'opt-in',
    outline: [
      [0, 0],
      [1, 0],
      [1, 1],
    ],
    dwellSeconds: 10,
    graceSeconds: 2,
  }
  const { members, given } = await open({ ...config, floor: { ...config.floor, zones: [lane] } } as unknown as Config)
  await members.stand('lane', bearer, now())
  await agreed(config)
  await members.stand('promo', bearer, now())
  expect(given).toEqual([])
  await members.stand('lane', bearer, now())
  expect(given).toMatchObject([{ bearer, candidates: [{ member: 'member-0001' }] }])
  expect(told(members)).toEqual(['refused no-consent', 'granted'])
  members.close()
})

test('below the level of members a pass is not even looked at', async () => {
  const config = await shop('paths')
  const { members, given } = await open(config)
  await agreed(config)
  const text = await passToken(soon())
  await members.show('till', { atMs: now(), text }, bearer)
  expect(given).toEqual([])
  expect(told(members)).toEqual(['granted'])
  members.close()
})

test('a level that nobody raised is held, and told', async () => {
  const { members, warned } = await open({
    ...(await shop()),
    privacy: { ...(await shop()).privacy, raiseToken: undefined },
  } as Config)
  expect(members.level).toBe('devices')
  expect(warned).toEqual(['LEVEL_HELD'])
  members.close()
})

test('a shop that never asked has no ledger, and one whose ledger is damaged recognises nobody', async () => {
  const config = await shop()
  const { identity: _, ...without } = config
  const plain = { ...without, privacy: { ...config.privacy, level: 'devices' } } as Config
  expect(await openMembers(plain, () => {}, now())).toBeUndefined()
  writeFileSync(config.privacy.ledger, 'this is a diary, not a database\n'.repeat(200))
  const warned: Fault[] = []
  const members = await openMembers(config, fault => warned.push(fault), now())
  expect(members).toBeUndefined()
  expect(levelOf(config, members)).toBe('devices')
  expect(warned.map(({ code }) => code)).toEqual(['LEDGER_UNUSABLE'])
})

test('where the log was tampered with, or a withdrawal is lost, nobody is recognised from the next start on', async () => {
  for (const sql of ['DELETE FROM withdrawal', "UPDATE audit SET body = replace(body, 'member', 'issuer')"]) {
    rmSync(folder, { recursive: true })
    mkdirSync(folder)
    const config = await shop()
    await agreed(config)
    const ledger = openLedger(config.privacy.ledger, trustOf(config))
    ledger.withdraw('receipt-0001', 'member', now())
    ledger.db.exec(`DROP TRIGGER withdrawal_stays; DROP TRIGGER audit_kept; ${sql}`)
    ledger.close()
    const warned: string[] = []
    expect(await openMembers(config, fault => warned.push(fault.message), now())).toBeUndefined()
    expect(warned).toEqual([expect.stringMatching(/entry 3 of its log is (changed|withdrawal-lost)/)])
  }
})

test('a ledger that cannot be written any more lets nobody through, and is told once', async () => {
  const config = await shop()
  const { members, given, warned } = await open(config)
  await agreed(config)
  const other = openLedger(config.privacy.ledger, trustOf(config))
  other.db.exec('DROP TABLE audit')
  other.close()
  for (const _ of ['first', 'second'])
    await members.show('till', { atMs: now(), text: await passToken(soon()) }, bearer)
  expect(given).toEqual([])
  expect(warned).toEqual(['LEDGER_UNUSABLE'])
  members.close()
})

test('a running agent tells what other programs did to consents, with a place in the log that holds, and no word of the tokens', async () => {
  const config = await shop(
    'members',
    `  subscribers: [{ id: crm, keyFile: crm }, { id: till, keyFile: till }]
scanners: [{ id: till, feed: { driver: simulated } }]
simulation: { seed: 3 }
outbox: { path: aisle.db }`,
  )
  const heard: Event[] = []
  const stop = new AbortController()
  const agent = await startAgent(config, {
    pace: 'live',
    signal: stop.signal,
    drainMs: 0,
    warn: () => {},
    lost: () => {},
    onEvent: event => heard.push(event),
  })
  await agreed(config)
  const ledger = openLedger(config.privacy.ledger, trustOf(config))
  ledger.withdraw('receipt-0001', 'member', now())
  const consents = () => heard.filter(event => event.type.startsWith('aisle.consent.'))
  for (let waited = 0; consents().length < 6 && waited < 8000; waited += 50) await delay(50)
  stop.abort()
  await agent.stopped
  const said = consents() as { type: string; data: { receipt?: string; audience?: string; anchor?: Anchor } }[]
  const kinds = said.map(({ type, data }) => `${type.split('.')[2]} ${data.audience ?? 'all'}`)
  expect(kinds).toEqual([
    'granted all',
    'granted crm',
    'granted till',
    'withdrawn all',
    'withdrawn crm',
    'withdrawn till',
  ])
  expect(
    prove(
      ledger.db,
      said.flatMap(({ data }) => data.anchor ?? []),
    ).flaws,
  ).toEqual([])
  // By nothing in theirs do two subscribers find that it is of one consent; each finds that both are.
  const own = said.filter(({ data }) => data.audience !== undefined)
  expect(own.every(({ data }) => data.anchor === undefined)).toBe(true)
  const numbers = new Set(own.map(({ data }) => `${data.audience} ${data.receipt}`))
  expect([numbers.size, new Set(own.map(({ data }) => data.receipt)).size]).toEqual([2, 2])
  expect(JSON.stringify(said)).not.toContain('receipt-0001')
  // The level that was raised is the first entry, and was there before the agent began.
  expect(heard[0]).toMatchObject({ type: 'aisle.agent.started.v1', data: { anchor: { sequence: 1 } } })
  expect(JSON.stringify(heard)).not.toMatch(/member-0001|eyJ/)
  ledger.close()
}, 20_000)
