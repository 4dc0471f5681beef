import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mqtt from 'mqtt'
import { expect, test } from 'vitest'
import { openGallery } from '../../../agent/identity/gallery/gallery.ts'
import { netOf } from '../../../agent/identity/gallery/net.ts'
import { openDesk } from '../../../agent/lanes/desk.ts'
import { embed } from '../../../agent/publish/embedded.ts'
import { loadConfig } from '../../../config/load.ts'
import { template } from '../identity/gallery/shop.ts'
import { issuer } from '../identity/issuer.ts'

const KEY = '5a'.repeat(32)
const SOURCE = '/acme/vienna/door'

test('a member who asks for it over the broker is erased at once, told of, and gets a receipt', async () => {
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
privacy: { ledger: consent.db }
identity:
  issuer:
    id: crm
    keys: [{ kid: k1, x: ${issuer.x}, validFrom: "2020-01-01T00:00:00Z", validUntil: "2090-01-01T00:00:00Z" }]
  controller: { name: Acme, contact: privacy desk, policyUrl: "https://acme.example/p", withdrawal: at any till }
  subscribers: [{ id: crm, keyFile: crm }]
  gallery: { path: gallery.db, key: { kind: file, path: key } }`,
    ),
  )
  const gallery = openGallery(join(folder, 'gallery.db'), Buffer.from(KEY, 'hex'), netOf())
  gallery.put({ member: 'member-0001', receipt: 'receipt-0001' }, template(1), 8, 0)
  const broker = await embed({ host: '127.0.0.1', port: 0 })
  const told: string[] = []
  const desk = openDesk(config, {
    broker: { kind: 'remote', url: broker.url, protocol: '3.1.1' },
    source: SOURCE,
    tell: fact => told.push(`${fact.kind} ${fact.audience}`),
    keep: () => told.push('kept'),
    warn: fault => told.push(fault.code),
  })!
  const crm = await mqtt.connectAsync(broker.url)
  await crm.subscribeAsync(`aisle/v1${SOURCE}/answer/+`)
  if (!desk.client.connected) await new Promise<void>(done => desk.client.once('connect', () => done()))
  // Subscribed before it is asked: a subscription of our own comes back first.
  await desk.client.subscribeAsync(`aisle/v1${SOURCE}/request/+`)
  const ask = async (id: string) => {
    const answered = new Promise<Buffer>(done => crm.once('message', (_, payload) => done(payload)))
    const body = { id, at: new Date().toISOString(), member: 'member-0001' }
    await crm.publishAsync(`aisle/v1${SOURCE}/request/erase`, JSON.stringify(body), { qos: 1 })
    return JSON.parse(String(await answered))
  }
  expect(await ask('request-0001')).toMatchObject({ ok: true, member: 'member-0001', searched: { found: 0 } })
  expect(told).toEqual(['member.erased crm', 'kept'])
  expect(gallery.nearest(template(1))).toBeUndefined()
  expect(await ask('request-0001')).toMatchObject({ ok: false, error: { code: 'REQUEST_REPEATED' } })
  expect(await ask('request-0002')).toMatchObject({ ok: false, error: { code: 'MEMBER_UNKNOWN' } })
  gallery.close()
  await desk.close()
  await crm.endAsync()
  await broker.close()
  rmSync(folder, { recursive: true, force: true })
})
