import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import mqtt from 'mqtt'
import { expect, test, vi } from 'vitest'
import type { Event } from '../../../agent/events/contract.ts'
import type { Fault } from '../../../config/fault.ts'
import { describeWith } from '../../needs.ts'
import { afterwards, publish, shop } from './afterwards.ts'
import { Mosquitto } from './mosquitto.ts'
import { pki } from './pki.ts'
import { many, passed } from './shop.ts'

const RUNNER = fileURLToPath(new URL('runner.ts', import.meta.url))

/** Processes take long to start on a machine that does much else. */
const until = (condition: () => boolean) => vi.waitUntil(condition, { timeout: 90_000, interval: 10 })

async function mosquitto(settings?: readonly string[]): Promise<Mosquitto> {
  const broker = await Mosquitto.start(settings)
  afterwards.push(() => broker.end())
  return broker
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'aisle-publish-'))
  afterwards.push(() => rmSync(path, { recursive: true, force: true }))
  return path
}

/** A subscriber whose session the broker keeps while it is away. */
async function subscriber(url: string) {
  const client = await mqtt.connectAsync(url, { clientId: 'subscriber', clean: false, reconnectPeriod: 20 })
  afterwards.push(() => client.endAsync(true))
  const events: Event[] = []
  const states: string[] = []
  client.on('message', (topic, payload) => {
    const body = JSON.parse(payload.toString())
    if (topic.endsWith('/status')) states.push(body.state)
    else events.push(body)
  })
  await client.subscribeAsync('aisle/#', { qos: 1 })
  const sequences = () => events.map(event => Number(event.sequence))
  return { client, events, states, sequences }
}

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1)

describeWith(['mosquitto', 'mosquitto_sub'], 'with mosquitto', () => {
  test('events arrive in order in MQTT 5, with content type, expiry and user properties', async () => {
    const broker = await mosquitto()
    const lines: string[] = []
    const args = [
      '-p',
      String(broker.port),
      '-V',
      '5',
      '-q',
      '1',
      '-t',
      'aisle/+/+/+/+/visit/#',
      '-C',
      '3',
      '-F',
      '%C|%E|%P|%p',
    ]
    const sub = spawn('mosquitto_sub', ['-h', '127.0.0.1', ...args])
    sub.stdout.on('data', chunk => lines.push(...String(chunk).trim().split('\n')))
    const gone = once(sub, 'exit')
    // Until it has subscribed, what is published is not for it: a retained message would be, an event is not.
    const one = shop()
    const publisher = await publish(one, { url: broker.url })
    await until(() => publisher.online)
    const sending = setInterval(() => one.outbox.append(passed()), 20)
    await gone
    clearInterval(sending)
    for (const line of lines) {
      const [type, expiry, properties, ...body] = line.split('|')
      const event = JSON.parse(body.join('|')) as Event
      expect(type).toBe('application/cloudevents+json; charset=utf-8')
      expect(Number(expiry)).toBeGreaterThan(600_000)
      expect(properties).toContain(event.id)
      expect(properties).toContain('aisle.visit.passed.v1')
    }
    expect(lines).toHaveLength(3)
  })

  test('all of many events arrive, in order, however much larger our window is than what mosquitto asks for', async () => {
    const broker = await mosquitto()
    const { sequences } = await subscriber(broker.url)
    const one = shop()
    const faults: Fault[] = []
    await publish(one, { url: broker.url }, { window: 1000, onFault: fault => faults.push(fault) })
    for (let i = 0; i < 20; i++) one.outbox.append(many(100))
    await until(() => sequences().length === 2000)
    expect(sequences()).toEqual(upTo(2000))
    expect(faults).toEqual([])
  })

  test('nothing is lost when the broker is stopped and started, again and again, while events flow', async () => {
    const broker = await mosquitto(['allow_anonymous true', 'persistence true', 'max_queued_messages 0'])
    const { events } = await subscriber(broker.url)
    const one = shop()
    await publish(one, { url: broker.url })
    let sent = 0
    const sending = setInterval(() => {
      one.outbox.append(many(10))
      sent += 10
    }, 5)
    for (let round = 1; round <= 4; round++) {
      await until(() => events.length > round * 300)
      await broker.down()
      await broker.up()
    }
    clearInterval(sending)
    await until(() => one.outbox.waiting === 0)
    await until(() => new Set(events.map(event => event.id)).size === sent)
    expect(new Set(events.map(event => Number(event.sequence)))).toEqual(new Set(upTo(sent)))
  })

  test('a broker that forgets everything when it is killed is found again', async () => {
    const broker = await mosquitto()
    const { client, sequences } = await subscriber(broker.url)
    const one = shop()
    const publisher = await publish(one, { url: broker.url })
    one.outbox.append(many(50))
    await until(() => sequences().length === 50)
    await broker.down('SIGKILL')
    await until(() => !publisher.online && !client.connected)
    await broker.up()
    await until(() => publisher.online && client.connected)
    await client.subscribeAsync({ 'aisle/#': { qos: 1 }, resubscribe: true } as never)
    one.outbox.append(many(50))
    await until(() => sequences().length >= 100)
    expect(sequences()).toEqual(upTo(100))
  })

  test('an agent killed at any moment loses nothing, repeats only what has the same id, and ends each visit once', async () => {
    const broker = await mosquitto(['allow_anonymous true', 'max_queued_messages 0'])
    const { events, states } = await subscriber(broker.url)
    const path = join(folder(), 'aisle.db')
    const run = (mode: string): ChildProcess =>
      spawn(process.execPath, ['--import', 'tsx', RUNNER, mode, path, broker.url], { stdio: 'inherit' })
    const kills = 5
    for (let round = 0; round < kills; round++) {
      const child = run('run')
      const before = events.length
      await until(() => events.length > before + 100 + Math.random() * 500)
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
      // The will of the killed one, before the next one speaks under the same name.
      await until(() => states.filter(state => state === 'offline').length === round + 1)
    }
    await once(run('finish'), 'exit')
    await until(() => states.at(-1) === 'stopped')

    const unique = new Map<string, string>()
    for (const event of events) {
      const body = JSON.stringify(event)
      expect(unique.get(event.id) ?? body).toBe(body)
      unique.set(event.id, body)
    }
    const told = [...unique.values()].map(body => JSON.parse(body) as Event)
    const epochs = grouped(told)
    expect(epochs.size).toBe(kills + 1)
    for (const of of epochs.values()) expect(of.map(event => Number(event.sequence))).toEqual(upTo(of.length))
    const subjects = (type: Event['type']) =>
      told
        .filter(event => event.type === type)
        .map(event => event.subject)
        .toSorted()
    const starts = subjects('aisle.visit.started.v1')
    expect(starts.length).toBeGreaterThan(100)
    expect(subjects('aisle.visit.ended.v1')).toEqual(starts)
    const interrupted = told.filter(
      event => event.type === 'aisle.visit.ended.v1' && event.data.reason === 'interrupted',
    )
    expect(interrupted.length).toBeGreaterThanOrEqual(kills)
  }, 300_000)

  test('a wrong password is refused by mosquitto, the right one is not, in both versions of MQTT', async () => {
    const keys = folder()
    const passwords = join(keys, 'passwords')
    execFileSync('mosquitto_passwd', ['-c', '-b', passwords, 'door', 'right'])
    const broker = await mosquitto(['allow_anonymous false', `password_file ${passwords}`])
    const passwordFile = join(keys, 'password')
    for (const protocol of ['5', '3.1.1'] as const) {
      writeFileSync(passwordFile, 'wrong\n')
      const one = shop()
      const faults: Fault[] = []
      const publisher = await publish(
        one,
        { url: broker.url, protocol, username: 'door', passwordFile },
        { onFault: fault => faults.push(fault) },
      )
      await until(() => faults.length > 0)
      expect(faults.map(fault => fault.code)).toEqual(['BROKER_REFUSED'])
      writeFileSync(passwordFile, 'right\n')
      one.outbox.append(passed())
      await until(() => one.outbox.waiting === 0)
      await publisher.close(1000)
    }
  })
})

describeWith(['mosquitto', 'openssl'], 'with mosquitto over TLS that asks for a certificate', () => {
  async function secured() {
    const keys = folder()
    const { ca, broker: own, agent } = pki(keys)
    const broker = await mosquitto([
      `cafile ${ca}`,
      `certfile ${own.cert}`,
      `keyfile ${own.key}`,
      'require_certificate true',
      'use_identity_as_username true',
    ])
    return { ca, agent, url: broker.url.replace('mqtt:', 'mqtts:') }
  }

  test('an agent with the right certificate delivers', async () => {
    const { ca, agent, url } = await secured()
    const one = shop()
    one.outbox.append(many(10))
    await publish(one, { url, caFile: ca, certFile: agent.cert, keyFile: agent.key })
    await until(() => one.outbox.waiting === 0)
  })

  test('one without a certificate, or of another authority, or that does not know the broker, is refused', async () => {
    const { ca, agent, url } = await secured()
    const other = pki(folder())
    for (const [files, why] of [
      [{ caFile: ca }, /certificate required/i],
      [{ caFile: ca, certFile: other.agent.cert, keyFile: other.agent.key }, /unknown ca|bad certificate|decrypt/i],
      [{ caFile: other.ca, certFile: agent.cert, keyFile: agent.key }, /certificate/i],
    ] as const) {
      const one = shop()
      const faults: Fault[] = []
      await publish(one, { url, ...files }, { onFault: fault => faults.push(fault) })
      await until(() => faults.length > 0)
      expect(faults[0]).toMatchObject({ code: 'BROKER_REFUSED', message: expect.stringMatching(why) })
    }
  })
})

function grouped(events: readonly Event[]): Map<string, Event[]> {
  const groups = new Map<string, Event[]>()
  for (const event of events) groups.set(event.epoch, [...(groups.get(event.epoch) ?? []), event])
  return groups
}
