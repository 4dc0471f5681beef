import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import mqtt, { type MqttClient } from 'mqtt'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { aisled, example, freePort, type Running, scratch } from './aisled.ts'

const P = 'aisle/v1/acme/demo/door'
const files = scratch()
const LONG = { timeout: 60_000, interval: 100 }
let port: number
let config: string
let daemon: Running
let client: MqttClient
const answers: { id: string; ok: boolean; final?: false; [more: string]: unknown }[] = []
const raw: string[] = []

const yaml = (more: Record<string, unknown> = {}, at = port) =>
  example({
    store: { tenant: 'acme', store: 'demo', agent: 'door' },
    broker: { kind: 'embedded', port: at },
    outbox: { path: join(files.folder, 'aisle.db') },
    requests: {
      clients: [
        { name: 'boss', roles: ['owner', 'subscriber'] },
        { name: 'cloud', roles: ['subscriber'] },
      ],
      perMinute: 1000,
    },
    ...more,
  })

/** Asks again under the same number until the agent answers: it may be starting anew. */
async function ask(verb: string, more: object = {}, asker = 'boss', id = randomUUID() as string) {
  const body = JSON.stringify({ id, at: new Date().toISOString(), ...more })
  const found = () => answers.find(one => one.id === id && one.final !== false)
  await vi.waitUntil(() => {
    if (!found()) client.publish(`${P}/request/${verb}/${asker}`, body, { qos: 1 })
    return found()
  }, LONG)
  return found()! as Record<string, unknown> & { error?: { code: string } }
}

beforeAll(async () => {
  port = await freePort()
  config = files.write('store.yaml', yaml())
  daemon = aisled(['--config', config])
  await daemon.until(/Subscribe with/)
  client = mqtt.connect(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 200 })
  client.on('message', (_, payload) => {
    raw.push(String(payload))
    answers.push(JSON.parse(String(payload)))
  })
  await new Promise(connected => client.once('connect', connected))
  await client.subscribeAsync(`${P}/answer/+/+`, { qos: 1 })
})
afterAll(async () => {
  await client?.endAsync(true)
  await daemon?.stop()
  files.remove()
})

test('whoever may ask hears how the agent is, what it finds in itself, and its configuration without secrets', async () => {
  expect(await ask('ping')).toMatchObject({ ok: true, version: expect.any(String) })
  await vi.waitUntil(async () => {
    const { sensors } = (await ask('health')) as unknown as { sensors: { state: string }[] }
    return sensors.some(({ state }) => state === 'well')
  }, LONG)
  expect(await ask('health', {}, 'cloud')).toMatchObject({
    ok: true,
    outbox: { dropped: 0 },
    memory: { residentMegabytes: expect.any(Number) },
    configuration: { digest: expect.stringMatching(/^sha256:/) },
  })
  const { checks } = (await ask('selftest')) as unknown as { checks: { check: string; passed: boolean }[] }
  const passed = Object.fromEntries(checks.map(one => [one.check, one.passed]))
  expect(passed).toMatchObject({ store: true, broker: true })
  expect(answers.some(one => one.final === false && one.state === 'testing')).toBe(true)
  expect(await ask('config.get')).toMatchObject({ ok: true, configuration: { store: { agent: 'door' } } })
  expect((await ask('config.get', {}, 'cloud')).error?.code).toBe('REQUEST_FORBIDDEN')
})

test('what became of a visit is kept, of one that there is; and what was missed is told again', async () => {
  let visit = ''
  client.on('message', (topic, payload) => {
    if (topic === `${P}/visit/started`) visit ||= JSON.parse(String(payload)).subject
  })
  await client.subscribeAsync([`${P}/visit/started`, `${P}/replay/cloud/#`], { qos: 1 })
  await vi.waitUntil(() => visit !== '', LONG)
  const bought = { visit, outcome: 'bought' }
  expect(await ask('outcome', bought, 'cloud')).toMatchObject({ ok: true, kept: true })
  expect((await ask('outcome', { ...bought, visit: 'nobody-0001' }, 'cloud')).error?.code).toBe('VISIT_UNKNOWN')
  const again = await ask('replay', {}, 'cloud')
  expect(again.ok).toBe(true)
  const told = raw.map(text => JSON.parse(text)).filter(event => event.historical)
  expect(told).toHaveLength(again.count as number)
  expect(told.some(({ subject }) => subject === visit)).toBe(true)
})

test('another configuration is checked, put in force, and answered for as before once the agent is there again', async () => {
  const bad = await ask('config.stage', { yaml: yaml().replace('agent: door', 'agent: "A/#"') })
  expect(bad).toMatchObject({ ok: true, staged: false, mistakes: [{ path: 'store.agent' }] })
  expect(await ask('config.stage', { yaml: '][' })).toMatchObject({ staged: false })
  const id = randomUUID()
  const staged = await ask('config.stage', { yaml: yaml({ presence: { k: 9 } }) }, 'boss', id)
  expect(staged).toMatchObject({ ok: true, staged: true })
  const before = raw.find(text => text.includes(id))
  expect(readFileSync(config, 'utf8')).toBe(yaml())
  const applied = await ask('config.apply', { digest: staged.digest })
  expect(applied).toMatchObject({ ok: true, digest: staged.digest })
  await vi.waitUntil(async () => {
    const { configuration } = (await ask('config.get')) as { configuration?: { presence: { k: number } } }
    return configuration?.presence.k === 9
  }, LONG)
  expect(readFileSync(`${config}.previous`, 'utf8')).toBe(yaml())
  // The same number again, over the restart: word for word.
  answers.length = raw.length = 0
  await ask('config.stage', { yaml: yaml({ presence: { k: 9 } }) }, 'boss', id)
  expect(raw.find(text => text.includes(id))).toBe(before)
})

test('where the agent does not start with it, the former one is in force again, and health says why', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  // Until then the one before it is the last that held.
  await vi.waitUntil(() => !existsSync(`${config}.trial`), LONG)
  const was = readFileSync(config, 'utf8')
  const { port: other } = taken.address() as { port: number }
  const { digest } = await ask('config.stage', { yaml: yaml({}, other) })
  expect(await ask('config.apply', { digest })).toMatchObject({ ok: true })
  await vi.waitUntil(async () => {
    const { configuration } = (await ask('health')) as { configuration?: { returned?: { digest: string } } }
    return configuration?.returned?.digest === digest
  }, LONG)
  taken.close()
  expect(readFileSync(config, 'utf8')).toBe(was)
  expect(daemon.said()).toMatch(/did not hold: The port \d+ is taken/)
})
