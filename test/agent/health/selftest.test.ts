import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { Pulse } from '../../../agent/health/pulse.ts'
import {
  testBroker,
  testCertificates,
  testDisk,
  testSensors,
  testStore,
  testWeights,
} from '../../../agent/health/selftest.ts'
import { openStore } from '../../../agent/store/store.ts'
import type { Config } from '../../../config/config.ts'
import { describeWith } from '../../needs.ts'
import { pki } from '../publish/pki.ts'

const folder = mkdtempSync(join(tmpdir(), 'aisle-selftest-'))
afterAll(() => rmSync(folder, { recursive: true }))
const NOW = Date.parse('2030-05-06T07:08:09Z')

test('a store on the disk passes, one in memory and one that takes nothing do not; each says what to do', () => {
  const store = openStore({ path: join(folder, 'aisle.db') }, NOW)
  expect(testStore(store.db, NOW)).toMatchObject({ passed: true })
  store.db.pragma('query_only = ON')
  expect(testStore(store.db, NOW)).toMatchObject({ passed: false, next: expect.stringContaining('disk') })
  expect(testDisk(store.db, 0.001).passed).toBe(true)
  expect(testDisk(store.db, 1e12)).toMatchObject({ passed: false, next: expect.stringContaining('maxMegabytes') })
  store.close()
  expect(testStore(openStore({ path: ':memory:' }, NOW).db, NOW).passed).toBe(false)
})

test('a camera must have delivered lately; a scanner need not', () => {
  const config = { cameras: [{ id: 'desk' }, { id: 'door' }, { id: 'back' }], depth: [] } as unknown as Config
  const pulse = new Pulse(['desk', 'door', 'back', 'gate'])
  pulse.beat('desk', NOW - 500)
  pulse.beat('door', NOW - 60_000)
  pulse.beat('back', NOW)
  pulse.note({ kind: 'sensor.degraded', sensor: 'back', atMs: NOW, cause: '', sinceMs: NOW })
  const passed = () => testSensors(pulse.all(), config, NOW).map(one => one.passed)
  expect(passed()).toEqual([true, false, false, true])
  pulse.note({ kind: 'sensor.failed', sensor: 'gate', atMs: NOW, cause: '', sinceMs: NOW })
  pulse.note({ kind: 'sensor.recovered', sensor: 'back', atMs: NOW, sinceMs: NOW })
  expect(passed()).toEqual([true, false, true, false])
})

test('where a camera is well and this machine leaves pictures out, nobody is sent to its cable; no host is named', () => {
  const config = { cameras: [{ id: 'desk' }], depth: [] } as unknown as Config
  const found = (cause: string) => {
    const pulse = new Pulse(['desk'])
    pulse.beat('desk', NOW - 100)
    pulse.note({ kind: 'sensor.degraded', sensor: 'desk', atMs: NOW, cause, sinceMs: NOW })
    return testSensors(pulse.all(), config, NOW)[0]!
  }
  const shed = found('left out to keep to the budget: every second picture')
  expect(shed).toMatchObject({ passed: false, found: expect.stringMatching(/^degraded, last 0.1 s ago: left out/) })
  expect(shed.next).toMatch(/^This machine has too much to do: .*aislectl top/)
  const drifted = found('drift: 100 in and 30 out. Walk over it again: aislectl walktest')
  expect(drifted.next).toBe('Walk over it again: aislectl walktest')
  const other = found('no route to 192.0.2.7')
  expect(other.next).toMatch(/^Check its power/)
  expect(JSON.stringify(other)).not.toContain('192.0.2.7')
})

test('a broker that does not acknowledge does not pass', async () => {
  expect(await testBroker(async () => true)).toMatchObject({ check: 'broker', passed: true })
  expect(await testBroker(async () => false)).toMatchObject({ passed: false, next: expect.any(String) })
})

test('a model that is missing, or another, does not pass, and says how to fetch it', async () => {
  const models = { people: 'nanodet', faces: 'yunet', cache: folder }
  const config = { cameras: [{ feed: { driver: 'rtsp' } }], models, privacy: { level: 'paths' } } as unknown as Config
  const was = process.env.AISLE_MODELS
  delete process.env.AISLE_MODELS
  const tests = await testWeights(config)
  if (was !== undefined) process.env.AISLE_MODELS = was
  expect(tests).toMatchObject([{ check: 'model nanodet', passed: false, found: 'not there' }])
  expect(tests[0]!.next).toContain('aislectl models pull nanodet')
})

describeWith(['openssl'], 'the certificates of an agent', () => {
  test('pass for as long as they are good for two weeks more, and not where one is over or none', () => {
    const { ca, agent } = pki(folder)
    const broker = { kind: 'remote', url: 'mqtts://x', protocol: '5', caFile: ca, certFile: agent.cert } as const
    const passed = (nowMs: number) => testCertificates(broker, nowMs).map(one => one.passed)
    const DAY = 86_400_000
    const endMs = Date.parse(new X509Certificate(readFileSync(agent.cert)).validTo)
    expect(passed(endMs - 20 * DAY)).toEqual([true, true])
    expect(passed(endMs - 2 * DAY)).toEqual([false, false])
    expect(testCertificates(broker, endMs + 2 * DAY)[1]).toMatchObject({ found: expect.stringMatching(/^over/) })
    writeFileSync(agent.cert, 'none')
    expect(passed(endMs - 20 * DAY)).toEqual([true, false])
  })
})
