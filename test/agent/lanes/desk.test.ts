import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mqtt from 'mqtt'
import { expect, test } from 'vitest'
import { Pulse } from '../../../agent/health/pulse.ts'
import { verifyConsent } from '../../../agent/identity/consent.ts'
import { openGallery } from '../../../agent/identity/gallery/gallery.ts'
import { netOf } from '../../../agent/identity/gallery/net.ts'
import { takeIn } from '../../../agent/identity/intake.ts'
import type { Bearer } from '../../../agent/identity/permit.ts'
import { openDesk } from '../../../agent/lanes/desk.ts'
import { Keeper } from '../../../agent/lanes/keeper.ts'
import { Taps } from '../../../agent/lanes/taps.ts'
import { Verdicts } from '../../../agent/lanes/verdicts.ts'
import { embed } from '../../../agent/publish/embedded.ts'
import { Outcomes } from '../../../agent/publish/outcomes.ts'
import { openStore } from '../../../agent/store/store.ts'
import { loadConfig } from '../../../config/load.ts'
import { template } from '../identity/gallery/shop.ts'
import { consentToken, issuer, withdrawalToken } from '../identity/issuer.ts'
import { dial } from '../publish/dial.ts'

const KEY = '5a'.repeat(32)
const SOURCE = '/acme/vienna/door'

test('over the broker a member is erased, or takes the consent back, at once, and gets a receipt of the search', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'aisle-desk-'))
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text, { mode: 0o600 })
    return join(folder, name)
  }
  write('key', KEY)
  write('crm', 'ab'.repeat(32))
  const config = loadConfig(
    write(
      'store.yaml',
      `store: { tenant: acme, store: vienna, agent: door }
floor: { outline: [[0, 0], [8, 0], [8, 5]] }
cameras:
  - id: desk
    feed: { driver: file, path: desk.mp4 }
    calibration:
      [{ image: [0, 0], floor: [0, 0] }, { image: [500, 0], floor: [4, 0] },
       { image: [500, 500], floor: [4, 4] }, { image: [0, 500], floor: [0, 4] }]
privacy: { ledger: consent.db }
requests: { clients: [{ name: crm, roles: [members] }], perMinute: 600 }
identity:
  issuer:
    id: crm
    keys: [{ kid: k1, x: ${issuer.x}, validFrom: "2020-01-01T00:00:00Z", validUntil: "2090-01-01T00:00:00Z" }]
  controller: { name: Acme, contact: privacy desk, policyUrl: "https://acme.example/p", withdrawal: at any till }
  subscribers: [{ id: crm, keyFile: crm }]
  kiosks: [{ id: front, camera: desk }]
  gallery: { path: gallery.db, key: { kind: file, path: key } }`,
    ),
  )
  const gallery = openGallery(join(folder, 'gallery.db'), Buffer.from(KEY, 'hex'), netOf(), 'UTC')
  gallery.put({ member: 'member-0001', receipt: 'receipt-0001' }, template(1), 8, 0)
  const broker = await embed({ host: '127.0.0.1', port: 0 })
  const told: string[] = []
  let standing: Bearer | 'nobody' | 'several' = 'nobody'
  const keeper = new Keeper(config, fault => told.push(fault.code))
  const line = dial(broker.url)
  const store = openStore({ path: join(folder, 'aisle.db') }, Date.now())
  const desk = openDesk(config, {
    store,
    outbox: { waiting: 0, dropped: 0, epoch: 7, replay: () => ({ entries: [], more: false, oldest: undefined }) },
    pulse: new Pulse(['desk']),
    sinceMs: performance.now(),
    verdicts: new Verdicts(config, new Outcomes(store.db), undefined),
    beside: line.beside,
    source: SOURCE,
    level: 'members',
    taps: new Taps(),
    greets: {
      welcome: { before: () => standing, reliefs: [] },
      members: {
        greet: async (kiosk, token, { track }) => {
          told.push(`${kiosk} ${token} ${track}`)
          return token === 'good' ? { untilMs: 1_900_000_000_000 } : { refused: 'replayed' }
        },
      },
    },
    books: () => keeper.books(),
    changed: () => told.push('changed'),
    warn: fault => told.push(fault.code),
  })
  const crm = await mqtt.connectAsync(broker.url)
  await crm.subscribeAsync(`aisle/v1${SOURCE}/answer/crm/+`)
  await desk.opened()
  const ask = async (verb: string, id: string, more: object) => {
    const answered = new Promise<Buffer>(done => crm.once('message', (_, payload) => done(payload)))
    const body = { id, at: new Date().toISOString(), ...more }
    await crm.publishAsync(`aisle/v1${SOURCE}/request/${verb}/crm`, JSON.stringify(body), { qos: 1 })
    return JSON.parse(String(await answered))
  }
  const first = { member: 'member-0001' }
  expect(await ask('member.erase', 'request-0001', first)).toMatchObject({
    ok: true,
    member: 'member-0001',
    searched: { found: 0 },
  })
  expect(told).toEqual(['changed'])
  expect(gallery.nearest(template(1))).toBeUndefined()
  expect(await ask('member.erase', 'request-0001', first)).toMatchObject({ ok: true, searched: { found: 0 } })
  expect(told).toEqual(['changed'])
  expect(await ask('member.erase', 'request-0002', first)).toMatchObject({
    ok: false,
    error: { code: 'MEMBER_UNKNOWN' },
  })

  expect(await ask('ping', 'request-0051', {})).toMatchObject({ ok: true, epoch: 7 })
  const put = async (id: string, token: string) => ask('consent.put', id, { token })
  const paper = await consentToken({
    sub: 'member-0007',
    jti: 'receipt-0007',
    ...{ iat: Math.floor(Date.now() / 1000) },
  })
  const granted = { ok: true, became: 'granted', receipt: 'receipt-0007' }
  expect(await put('request-0052', paper)).toMatchObject({ ...granted, isNews: true })
  expect(await put('request-0053', paper)).toMatchObject({ ...granted, isNews: false })
  expect(await put('request-0054', `${paper}x`)).toMatchObject({ ok: false, error: { code: 'TOKEN_REFUSED' } })

  const { registrar, ledger } = keeper.books()
  const seconds = Math.floor(Date.now() / 1000)
  const lately = { iat: seconds - 60, exp: seconds + 86_400 }
  for (const n of [2, 3, 4]) {
    const more = { sub: `member-000${n}`, jti: `receipt-000${n}`, ...lately }
    await takeIn(ledger, await consentToken(more), Date.now())
    const made = await verifyConsent(await consentToken(more), ledger.trust)
    if (!('consent' in made)) throw new Error(made.refused)
    registrar.enrol(made.consent, template(n), 8, Date.now())
  }
  const recognition = gallery.numberOf('member-0002', 'crm', Date.now())
  const denied = { recognition, by: 'member' }
  expect(await ask('member.not-me', 'request-0011', denied)).toMatchObject({ ok: true, isNews: true })
  expect(await ask('member.not-me', 'request-0012', denied)).toMatchObject({ ok: true, isNews: false })
  const unknown = { recognition: 'a'.repeat(32), by: 'staff' }
  expect(await ask('member.not-me', 'request-0013', unknown)).toMatchObject({ error: { code: 'RECOGNITION_UNKNOWN' } })
  expect(gallery.list().map(({ mistakes }) => mistakes)).toEqual([1, 0, 0])
  const withdrawn = { ok: true, isNews: true, searched: { found: 0 } }
  expect(await ask('consent.withdraw', 'request-0003', { receipt: 'receipt-0002' })).toMatchObject(withdrawn)
  expect(await ask('consent.withdraw', 'request-0004', { member: 'member-0003' })).toMatchObject(withdrawn)
  const token = await withdrawalToken('receipt-0004', lately)
  expect(await ask('consent.withdraw', 'request-0005', { token })).toMatchObject(withdrawn)
  expect(await ask('consent.withdraw', 'request-0006', { token })).toMatchObject({ ok: true, isNews: false })
  expect(gallery.size).toBe(0)
  const refused = async (id: string, more: object) => (await ask('consent.withdraw', id, more)).error?.code
  expect(await refused('request-0007', { receipt: 'receipt-9999' })).toBe('CONSENT_UNKNOWN')
  expect(await refused('request-0008', { token: `${token}x` })).toBe('TOKEN_REFUSED')
  expect(await refused('request-0009', { receipt: 'receipt-0002', member: 'member-0002' })).toBe('REQUEST_MALFORMED')
  expect(await refused('request-0010', {})).toBe('REQUEST_MALFORMED')

  told.length = 0
  const greeted = (id: string, kiosk: string, token: string) => ask('member.recognise', id, { kiosk, token })
  expect(await greeted('request-0021', 'back', 'good')).toMatchObject({ error: { code: 'KIOSK_UNKNOWN' } })
  for (const [i, who] of (['nobody', 'several'] as const).entries()) {
    standing = who
    expect(await greeted(`request-003${i}`, 'front', 'good')).toMatchObject({ error: { code: 'KIOSK_UNCLEAR' } })
  }
  expect(told).toEqual([])
  standing = { sensor: 'floor', track: 7 }
  expect(await greeted('request-0041', 'front', 'good')).toMatchObject({ ok: true, until: '2030-03-17T17:46:40.000Z' })
  expect(await greeted('request-0042', 'front', 'bad')).toMatchObject({ error: { code: 'SESSION_REFUSED' } })
  expect(told).toEqual(['front good 7', 'front bad 7'])
  gallery.close()
  await desk.close()
  await line.hangUp()
  store.close()
  await keeper.close()
  await crm.endAsync()
  await broker.close()
  rmSync(folder, { recursive: true, force: true })
})
