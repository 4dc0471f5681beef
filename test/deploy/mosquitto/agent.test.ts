import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { ROOT } from '../../../config/root.ts'
import { aisled, example, type Running } from '../../e2e/aisled.ts'
import { describeWith } from '../../needs.ts'
import { type Person, Shipped } from './shipped.ts'

const P = 'aisle/v1/acme/vienna/door'
const run = promisify(execFile)
const LONG = { timeout: 60_000, interval: 50 }

describeWith(['mosquitto', 'mosquitto_sub', 'openssl'], 'an agent and the broker of its shop, as it is shipped', () => {
  const shop = new Shipped('aisle.acl', ['door', 'cloud', 'crm', 'desk'])
  let daemon: Running
  let cloud: Person

  beforeAll(async () => {
    await shop.start()
    const broker = {
      kind: 'remote',
      url: `mqtts://127.0.0.1:${shop.mosquitto.port}`,
      caFile: join(shop.folder, 'ca.pem'),
      ...shop.files('door'),
    }
    const file = join(shop.folder, 'store.yaml')
    const requests = {
      clients: [
        { name: 'cloud', roles: ['subscriber', 'technician'] },
        { name: 'desk', roles: ['owner'] },
      ],
    }
    const store = { tenant: 'acme', store: 'vienna', agent: 'door' }
    writeFileSync(file, example({ store, broker, requests, outbox: { path: join(shop.folder, 'aisle.db') } }))
    cloud = await shop.as('cloud')
    await cloud.listen(`${P}/status`, `${P}/answer/cloud/#`, `${P}/replay/cloud/#`, `${P}/+/+`)
    daemon = aisled(['--config', file])
    await vi.waitUntil(() => cloud.heard.some(one => one.includes('"online"')), LONG)
  })
  afterAll(async () => {
    await daemon?.stop()
    await shop.end()
  })

  /** Asks until it is answered, under one number. */
  async function ask(verb: string, by: Person = cloud, name = 'cloud') {
    const id = randomUUID()
    const body = JSON.stringify({ id, at: new Date().toISOString() })
    const final = () => by.heard.find(one => one.startsWith(`${P}/answer/${name}/${id} `) && !one.includes('"final"'))
    await by.say(`${P}/request/${verb}/${name}`, body)
    await vi.waitUntil(final, LONG)
    return JSON.parse(final()!.slice(final()!.indexOf('{')))
  }

  test('speak over one connection: whoever may ask is answered, and the agent stays', async () => {
    for (const verb of ['ping', 'health', 'selftest']) expect(await ask(verb)).toMatchObject({ ok: true })
    const { checks } = await ask('selftest')
    const named = (name: string) => checks.find((one: { check: string }) => one.check === name)
    expect(named('broker')).toMatchObject({ passed: true })
    expect(named('certificate broker.certFile')).toMatchObject({ passed: true })
    const again = await ask('replay')
    expect(again).toMatchObject({ ok: true, count: cloud.heard.filter(one => one.startsWith(`${P}/replay/`)).length })
    expect(again.count).toBeGreaterThan(0)
    expect(cloud.heard.filter(one => one.startsWith(`${P}/status`))).toHaveLength(1)
  })

  test('answer the command that the page of the requests shows', async () => {
    const page = readFileSync(new URL('agent/events/published/REQUESTS.md', ROOT), 'utf8')
    const command = /```sh\n(.*?)```/s
      .exec(page)![1]!
      .replace('broker.example', '127.0.0.1')
      .replace('8883', `${shop.mosquitto.port}`)
    const { stdout } = await run('sh', ['-c', command.replace('-W 10', '-W 60')], { cwd: shop.folder })
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, version: expect.any(String) })
  })

  test('let nobody ask whom the configuration does not name, nor in the name of another', async () => {
    const crm = await shop.as('crm')
    await crm.listen(`${P}/answer/crm/#`)
    expect(await ask('ping', crm, 'crm')).toMatchObject({ ok: false, error: { code: 'REQUEST_FORBIDDEN' } })
    const before = cloud.heard.filter(one => one.startsWith(`${P}/answer/`)).length
    await crm.say(`${P}/request/ping/cloud`, JSON.stringify({ id: randomUUID(), at: new Date().toISOString() }))
    await ask('ping', crm, 'crm')
    expect(cloud.heard.filter(one => one.startsWith(`${P}/answer/`))).toHaveLength(before)
  })
})
