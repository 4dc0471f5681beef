import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aisled, example, freePort, type Heard, type Running, scratch, subscriber, waiting } from './aisled.ts'

const folder = scratch()
afterAll(folder.remove)

/** The example store, on a port of the system's choosing and with a database of its own. */
const store = (name: string, sections: Record<string, unknown> = {}) =>
  folder.write(
    `${name}.yaml`,
    example({ broker: { kind: 'embedded', port: 0 }, outbox: { path: `${name}.db` }, ...sections }),
  )

describe('the example store', () => {
  let daemon: Running
  let events: Heard[]
  let raw: string[]
  /** What a machine under load did not bring to its broker before it had to stop. */
  let kept: Heard[]
  let exit: { code: number | null; afterMs: number }

  beforeAll(async () => {
    daemon = aisled(['--config', store('shop'), '--print'])
    const [, host, port] = await daemon.until(/mosquitto_sub -h (\S+) -p (\d+)/)
    const heard = await subscriber(`mqtt://${host}:${port}`)
    ;({ events, raw } = heard)
    await daemon.until(/visit\.ended/)
    await daemon.until(/zone\.left/)
    await daemon.until(/device\.counted/)
    await daemon.until(/code\.scanned/)
    const askedMs = performance.now()
    exit = { code: await daemon.stop('SIGINT'), afterMs: performance.now() - askedMs }
    await heard.close()
    kept = waiting(`${folder.folder}/shop.db`)
  }, 120_000)

  const of = (type: string) => events.filter(event => event.type === `aisle.${type}.v1`)

  test('tells visits, zones, dwell, devices and codes', () => {
    for (const type of [
      'visit.started',
      'visit.ended',
      'zone.entered',
      'zone.left',
      'device.counted',
      'code.scanned',
      'occupancy.changed',
    ])
      expect(of(type).length, type).toBeGreaterThan(0)
  })

  test('says everywhere that it is simulated', () => {
    expect(events.every(event => event.simulated === true)).toBe(true)
    expect(raw.filter(line => line.includes('/status ')).every(line => line.includes('"simulated":true'))).toBe(true)
    expect(daemon.said()).toMatch(/simulated/i)
  })

  test('says of the broker inside it that it is for demonstrations only', () => {
    expect(daemon.said()).toMatch(/"code":"BROKER_EMBEDDED".*for demonstrations only/)
  })

  test('stops in order within three seconds, and every started visit has ended once', () => {
    expect(exit.code).toBe(0)
    expect(exit.afterMs).toBeLessThan(3000)
    const all = [...events, ...kept]
    const visits = (type: string) => all.filter(event => event.type === type).map(event => event.subject)
    expect(visits('aisle.visit.ended.v1').sort()).toEqual(visits('aisle.visit.started.v1').sort())
    expect(all.filter(event => event.type === 'aisle.agent.stopped.v1')).toEqual([all.at(-1)])
  })

  test('says how many of its events wait for the next start, and those it keeps', () => {
    expect(Number(/"waiting":(\d+)/.exec(daemon.said())?.[1])).toBe(kept.length)
  })

  test('numbers its events without a hole', () => {
    const numbers = [...events, ...kept].map(event => Number(event.sequence))
    expect(numbers).toEqual(numbers.map((_, i) => numbers[0]! + i))
  })

  test('counts nobody below none and no device below k', () => {
    for (const event of of('occupancy.changed')) expect(event.data.count).toBeGreaterThanOrEqual(0)
    for (const event of of('device.counted')) {
      const { devices } = event.data as { devices?: { estimate: number } }
      if (devices) expect(devices.estimate).toBeGreaterThanOrEqual(5)
    }
  })
})

test('a broker port that is taken is one clear line and an exit code', async () => {
  const first = aisled(['--config', store('first')])
  const [, , port] = await first.until(/mosquitto_sub -h (\S+) -p (\d+)/)
  const config = store('second', { broker: { kind: 'embedded', port: Number(port) } })
  const second = aisled(['--config', config])
  expect(await second.ended).toBe(1)
  expect(second.said()).toMatch(/port \d+ is taken.*broker\.port/)
  expect(await first.stop()).toBe(0)
})

test('where it is known by a certificate, it says to watch it with another one', async () => {
  const broker = {
    kind: 'remote',
    url: `mqtts://127.0.0.1:${await freePort()}`,
    certFile: 'door.pem',
    keyFile: 'door.key',
  }
  const daemon = aisled(['--config', store('certified', { broker })])
  const [, command] = await daemon.until(/Subscribe with: (.*)\n/)
  expect(command).toMatch(/^aislectl events tail --config \S+certified\.yaml --cert YOURS\.pem --key YOURS\.key$/)
  expect(await daemon.stop()).toBe(0)
})

test('a second agent on the same database is refused', async () => {
  const first = aisled(['--config', store('shared')])
  await first.until(/mosquitto_sub/)
  const second = aisled(['--config', store('shared')])
  expect(await second.ended).toBe(1)
  expect(second.said()).toMatch(/in use by another agent/)
  expect(await first.stop()).toBe(0)
})

test('the database of another agent is refused, after that has ended too, and what waits in it stays', async () => {
  const away = { broker: { kind: 'remote', url: `mqtt://127.0.0.1:${await freePort()}` }, outbox: { path: 'one.db' } }
  const first = aisled(['--config', store('one', away), '--print'])
  await first.until(/agent\.started/)
  expect(await first.stop()).toBe(0)
  const kept = waiting(`${folder.folder}/one.db`)
  expect(kept.length).toBeGreaterThan(0)
  const second = aisled([
    '--config',
    store('two', { ...away, store: { tenant: 'demo', store: 'corner', agent: 'other' } }),
  ])
  expect(await second.ended).toBe(1)
  expect(second.said()).toMatch(
    /one\.db is of the agent demo\/corner\/counter, and this one is demo\/corner\/other.*outbox\.path/,
  )
  expect(waiting(`${folder.folder}/one.db`)).toEqual(kept)
})

test('an unreadable and a wrong configuration are told and nothing is begun', async () => {
  const missing = aisled(['--config', `${folder.folder}/none.yaml`])
  expect(await missing.ended).toBe(1)
  expect(missing.said()).toMatch(/^aisled: The configuration .*none\.yaml cannot be read/m)
  const wrong = aisled(['--config', store('wrong', { cameras: [{}] })])
  expect(await wrong.ended).toBe(1)
  expect(wrong.said()).toMatch(/cameras\[0\]\.feed: is missing/)
})
