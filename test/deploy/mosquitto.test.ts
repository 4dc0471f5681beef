import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import mqtt, { type MqttClient } from 'mqtt'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { check } from '../../agent/cli/config/check.ts'
import { access } from '../../agent/publish/access.ts'
import { loadConfig } from '../../config/load.ts'
import { ROOT } from '../../config/root.ts'
import { freePort } from '../e2e/aisled.ts'
import { describeWith } from '../needs.ts'

const path = (name: string) => fileURLToPath(new URL(`deploy/${name}`, ROOT))
const MACHINES = ['door', 'west']

describeWith(['mosquitto', 'openssl'], 'the examples of a store with two machines and its broker', () => {
  const folder = mkdtempSync(join(tmpdir(), 'aisle-deploy-'))
  const clients: MqttClient[] = []
  let broker: ChildProcess
  let port: number

  beforeAll(async () => {
    execFileSync('sh', [path('mosquitto/certificates.sh'), folder, '127.0.0.1', ...MACHINES, 'cloud', 'crm'], {
      stdio: 'pipe',
    })
    for (const name of MACHINES) copyFileSync(path(`machines/${name}.yaml`), join(folder, `${name}.yaml`))
    port = await freePort()
    const conf = readFileSync(path('mosquitto/aisle.conf'), 'utf8')
      .replace('listener 8883', `listener ${port} 127.0.0.1`)
      .replaceAll('/etc/mosquitto/certs', folder)
      .replaceAll('/etc/mosquitto/aisle.acl', path('mosquitto/aisle.acl'))
      .replace('/var/lib/mosquitto/', `${folder}/`)
    // Started as root it would give up its rights, and with them the folder.
    writeFileSync(join(folder, 'mosquitto.conf'), `${conf}\nuser root\n`)
    broker = spawn('mosquitto', ['-c', join(folder, 'mosquitto.conf')], { stdio: 'ignore' })
  })
  afterAll(async () => {
    for (const client of clients) await client.endAsync(true)
    broker.kill()
    rmSync(folder, { recursive: true })
  })

  /** Whoever has that certificate, with the access that a configuration gives. */
  async function as(name: string): Promise<{ client: MqttClient; heard: string[] }> {
    const files = {
      caFile: join(folder, 'ca.pem'),
      certFile: join(folder, `${name}.pem`),
      keyFile: join(folder, `${name}.key`),
    }
    const client = await vi.waitFor(
      () =>
        mqtt.connectAsync(`mqtts://127.0.0.1:${port}`, { ...access({ url: '', ...files }), reconnectPeriod: 0 }, false),
      { timeout: 20_000 },
    )
    clients.push(client)
    const heard: string[] = []
    client.on('message', topic => heard.push(topic))
    return { client, heard }
  }

  test('config check accepts both together', async () => {
    const before = process.exitCode
    process.exitCode = undefined
    let said = ''
    const out = vi.spyOn(process.stdout, 'write').mockImplementation(text => Boolean((said += String(text))))
    const files = MACHINES.map(name => join(folder, `${name}.yaml`))
    await check.run!({ args: { _: files, json: false } } as never)
    out.mockRestore()
    expect(said).toMatch(/door\.yaml is right.*west\.yaml is right.*Between them nothing is wrong/s)
    expect(process.exitCode).toBeUndefined()
    process.exitCode = before
  })

  test('lets each machine write what is its own, and its owner alone read what a machine sees', async () => {
    const { tenant, store } = loadConfig(join(folder, 'door.yaml')).store
    const topic = (agent: string, end: string) => `aisle/v1/${tenant}/${store}/${agent}/${end}`
    const [door, west, cloud] = [await as('door'), await as('west'), await as('cloud')]
    await door.client.subscribeAsync(topic('+', 'node/tracks'), { qos: 1 })
    await west.client.subscribeAsync(topic('west', 'node/ack'), { qos: 1 })
    await cloud.client.subscribeAsync(topic('+', '#'), { qos: 1 })
    await west.client.publishAsync(topic('door', 'visit/started'), 'forged', { qos: 1 })
    await west.client.publishAsync(topic('west', 'node/tracks'), '{}', { qos: 1 })
    await door.client.publishAsync(topic('west', 'node/ack'), '{}', { qos: 1 })
    await west.client.publishAsync(topic('west', 'sensor/failed'), '{}', { qos: 1 })
    await door.client.publishAsync(topic('door', 'visit/started'), '{}', { qos: 1 })
    await vi.waitUntil(() => cloud.heard.length >= 2 && door.heard.length >= 1 && west.heard.length >= 1)
    expect(cloud.heard.sort()).toEqual([topic('door', 'visit/started'), topic('west', 'sensor/failed')])
    expect(door.heard).toEqual([topic('west', 'node/tracks')])
    expect(west.heard).toEqual([topic('west', 'node/ack')])
  })

  test('lets a subscriber of members read its own alone, and nobody else ask', async () => {
    const { tenant, store } = loadConfig(join(folder, 'door.yaml')).store
    const topic = (agent: string, end: string) => `aisle/v1/${tenant}/${store}/${agent}/${end}`
    const [door, cloud, crm] = [await as('door'), await as('cloud'), await as('crm')]
    await door.client.subscribeAsync(topic('door', 'request/#'), { qos: 1 })
    for (const { client } of [cloud, crm]) await client.subscribeAsync(topic('+', '#'), { qos: 1 })
    await cloud.client.publishAsync(topic('door', 'request/member.erase/cloud'), '{}', { qos: 1 })
    await crm.client.publishAsync(topic('door', 'request/member.enrol/crm'), '{}', { qos: 1 })
    const ends = [
      'member/erased/crm',
      'member/erased/till',
      'consent/granted',
      'consent/granted/till',
      'answer/crm/request-1',
      'answer/till/request-1',
      'visit/started',
    ]
    for (const end of ends) await door.client.publishAsync(topic('door', end), '{}', { qos: 1 })
    const last = ['consent/granted/crm', 'line/crossed']
    for (const end of last) await door.client.publishAsync(topic('door', end), '{}', { qos: 1 })
    await vi.waitUntil(() => crm.heard.includes(topic('door', last[0])) && cloud.heard.includes(topic('door', last[1])))
    const own = ['member/erased/crm', 'consent/granted', 'answer/crm/request-1', last[0]]
    expect(crm.heard).toEqual(own.map(end => topic('door', end)))
    expect(cloud.heard).toEqual(['consent/granted', 'visit/started', last[1]].map(end => topic('door', end)))
    expect(door.heard).toEqual([topic('door', 'request/member.enrol/crm')])
  })

  test('a name can be added later, and nobody is let in without a certificate', async () => {
    const authority = readFileSync(join(folder, 'ca.pem'), 'utf8')
    execFileSync('sh', [path('mosquitto/certificates.sh'), folder, '127.0.0.1', 'door', 'ears'], { stdio: 'pipe' })
    expect(readFileSync(join(folder, 'ca.pem'), 'utf8')).toBe(authority)
    expect((await as('ears')).client.connected).toBe(true)
    const nobody = { ca: authority, reconnectPeriod: 0 }
    await expect(mqtt.connectAsync(`mqtts://127.0.0.1:${port}`, nobody, false)).rejects.toThrow()
  })
})
