import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mqtt from 'mqtt'
import { afterEach, expect, test } from 'vitest'
import { aislectl } from '../../../../agent/cli/aislectl.ts'
import { run } from '../../../../agent/cli/run.ts'
import type { Report } from '../../../../agent/cli/simulate/course.ts'
import { Event } from '../../../../agent/events/contract.ts'
import { describeWith } from '../../../needs.ts'
import { freePort, Mosquitto } from '../../publish/mosquitto.ts'
import { pki } from '../../publish/pki.ts'
import { listen } from '../spoken.ts'

const said = listen()
const after: (() => unknown)[] = []
afterEach(async () => {
  for (const undo of after.splice(0).reverse()) await undo()
})

/** A short run: three seconds of shop day and a second without network. */
const SHORT = ['--minutes', '0.05', '--rate', '300', '--outage', '1']

async function fleet(...words: string[]): Promise<Report & { notes: string[] }> {
  await run(aislectl, ['simulate', 'fleet', '--json', ...words])
  return JSON.parse(said.out || said.err)
}

async function mosquitto(...settings: string[]): Promise<Mosquitto> {
  const broker = await Mosquitto.start(settings)
  after.push(() => broker.end())
  return broker
}

/** Everybody may write; nobody may read. */
function acl(folder: string): string {
  const file = join(folder, 'acl')
  writeFileSync(file, 'topic write aisle/#\n', { mode: 0o644 })
  return file
}

function addsUp({ phases, totals, stores }: Report, listeners: number): void {
  const sum = (of: (phase: Report['phases'][number]) => number) => phases.reduce((all, phase) => all + of(phase), 0)
  expect(totals.told).toBe(totals.acknowledged + totals.waiting)
  expect(totals.due).toBe(listeners * totals.acknowledged)
  expect(totals.received + totals.lost).toBe(totals.due)
  expect(sum(({ events }) => events.told)).toBe(totals.told)
  expect(sum(({ events }) => events.acknowledged)).toBe(totals.acknowledged)
  expect(sum(({ events }) => events.heard)).toBe(totals.received + totals.duplicated)
  const attempts = ({ connections: { opened, refused, failed } }: Report['phases'][number]) => opened + refused + failed
  // Who was cut off while asking was neither let in nor refused, and did not fail.
  expect(sum(attempts)).toBeLessThanOrEqual(sum(({ connections }) => connections.asked))
  expect(sum(({ connections }) => connections.opened)).toBeGreaterThanOrEqual(2 * stores)
}

describeWith(['mosquitto'], 'with mosquitto', () => {
  test('twenty stores are let in, cut off and let in again; nothing is lost, the figures add up, the broker is left as it was', async () => {
    const broker = await mosquitto('allow_anonymous true', 'max_queued_messages 0')
    const watcher = await mqtt.connectAsync(broker.url, { protocolVersion: 5 })
    after.push(() => watcher.endAsync(true))
    const strange: string[] = []
    const kinds = new Map<string, number>()
    const starts = new Map<string, number>()
    const ids = new Set<string>()
    let [simulated, wills] = [0, 0]
    watcher.on('message', (topic, payload) => {
      if (topic.endsWith('/status')) {
        if (payload.includes('"offline"')) wills++
        return
      }
      const event = Event.safeParse(JSON.parse(payload.toString()))
      if (!event.success) return void strange.push(payload.toString())
      const { type, subject, source, id } = event.data
      // Whatever was on its way when the network went is sent again.
      if (ids.has(`${source} ${id}`)) return
      ids.add(`${source} ${id}`)
      kinds.set(type, (kinds.get(type) ?? 0) + 1)
      if (event.data.simulated) simulated++
      const change = type === 'aisle.visit.started.v1' ? 1 : type === 'aisle.visit.ended.v1' ? -1 : 0
      if (change !== 0) starts.set(subject!, (starts.get(subject!) ?? 0) + change)
    })
    await watcher.subscribeAsync('aisle/v1/simulated/#', { qos: 1 })

    const report = await fleet('--url', broker.url, '--stores', '20', ...SHORT)
    expect(said.err.split('\n').filter(line => line !== '' && !line.includes('SIMULATED'))).toEqual([])
    expect(report).toMatchObject({ simulated: true, stores: 20, online: 20, isComplete: true, why: {} })
    expect(report.phases.map(({ phase }) => phase)).toEqual([
      'connect',
      'steady',
      'outage',
      'return',
      'steady',
      'closing',
    ])
    expect(report.totals).toMatchObject({ lost: 0, waiting: 0, disordered: 0, foreign: 0, strange: 0, broken: 0 })
    expect(report.totals.told).toBeGreaterThan(20 * 2)
    addsUp(report, 2)
    const [, , outage, back] = report.phases
    expect(outage).toMatchObject({ online: 0, connections: { opened: 0 }, events: { acknowledged: 0 } })
    expect(back!.online).toBe(20)
    expect(process.exitCode).not.toBe(1)

    expect(strange).toEqual([])
    expect(wills).toBe(20)
    const all = [...kinds.values()].reduce((sum, count) => sum + count, 0)
    expect(all).toBe(report.totals.told)
    expect(simulated).toBe(all)
    expect(kinds.get('aisle.agent.started.v1')).toBe(20)
    expect(kinds.get('aisle.agent.stopped.v1')).toBe(20)
    expect([...starts.values()].filter(open => open !== 0)).toEqual([])

    const kept: string[] = []
    const late = await mqtt.connectAsync(broker.url)
    after.push(() => late.endAsync(true))
    late.on('message', topic => void kept.push(topic))
    await late.subscribeAsync('aisle/#', { qos: 1 })
    await late.publishAsync('aisle/last', 'word', { qos: 1 })
    await expect.poll(() => kept, { timeout: 60_000 }).toContain('aisle/last')
    expect(kept).toEqual(['aisle/last'])
  })

  test('with mutual TLS, MQTT 3.1.1 and listeners that share', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'aisle-fleet-'))
    after.push(() => rmSync(folder, { recursive: true, force: true }))
    const { ca, broker: own, agent } = pki(folder)
    const broker = await mosquitto(
      `cafile ${ca}`,
      `certfile ${own.cert}`,
      `keyfile ${own.key}`,
      'require_certificate true',
      'use_identity_as_username true',
      'max_queued_messages 0',
    )
    const url = broker.url.replace('mqtt:', 'mqtts:')
    const certified = ['--url', url, '--ca', ca, '--cert', agent.cert, '--key', agent.key]
    const report = await fleet(...certified, '--stores', '5', '--protocol', '3.1.1', '--shared', ...SHORT)
    expect(report).toMatchObject({ online: 5, totals: { lost: 0, waiting: 0 } })
    addsUp(report, 1)

    said.out = said.err = ''
    expect(await fleet('--url', url, '--ca', ca, '--stores', '5', ...SHORT)).toHaveProperty('error')
    expect(process.exitCode).toBe(1)
  })

  test('a broker that takes everything and passes nothing on: all of it is lost, which is said, with why that may be', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'aisle-fleet-'))
    after.push(() => rmSync(folder, { recursive: true, force: true }))
    const broker = await mosquitto('allow_anonymous true', `acl_file ${acl(folder)}`)
    const report = await fleet('--url', broker.url, '--stores', '2', '--protocol', '3.1.1', '--minutes', '0.05')
    expect(report.totals.acknowledged).toBeGreaterThanOrEqual(4)
    expect(report.totals).toMatchObject({ lost: 2 * report.totals.acknowledged, received: 0 })
    expect(report.notes.join()).toMatch(/access list/)
    expect(process.exitCode).toBe(1)
  }, 90_000)

  test('a broker that takes nothing from the stores is told of, with what to look at', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'aisle-fleet-'))
    after.push(() => rmSync(folder, { recursive: true, force: true }))
    writeFileSync(join(folder, 'acl'), 'topic read aisle/#\n', { mode: 0o644 })
    const broker = await mosquitto('allow_anonymous true', `acl_file ${join(folder, 'acl')}`)
    const refused = await fleet('--url', broker.url, '--stores', '2', '--minutes', '0.05')
    expect(refused).toMatchObject({ error: { code: 'BROKER_REFUSED', message: expect.stringContaining('{store}') } })
  })
})

test('a broker that is not there, or words that are not understood, are said in one line', async () => {
  const url = `mqtt://127.0.0.1:${await freePort()}`
  expect(await fleet('--url', url)).toMatchObject({ error: { code: 'BROKER_UNREACHABLE' } })
  expect(process.exitCode).toBe(1)
  said.err = ''
  expect(await fleet('--url', url, '--stores', 'many')).toMatchObject({ error: { code: 'ARGUMENT_INVALID' } })
  expect(process.exitCode).toBe(2)
})
