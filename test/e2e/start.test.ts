import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aisled, example, type Heard, type Running, scratch, subscriber } from './aisled.ts'

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

  test('stops in order within three seconds, and every started visit has ended once', () => {
    expect(exit.code).toBe(0)
    expect(exit.afterMs).toBeLessThan(3000)
    expect(of('agent.stopped')).toHaveLength(1)
    expect(
      of('visit.ended')
        .map(event => event.subject)
        .sort(),
    ).toEqual(
      of('visit.started')
        .map(event => event.subject)
        .sort(),
    )
    expect(events.at(-1)?.type).toBe('aisle.agent.stopped.v1')
  })

  test('numbers its events without a hole', () => {
    expect(events.map(event => Number(event.sequence))).toEqual(events.map((_, i) => Number(events[0]!.sequence) + i))
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

test('a second agent on the same database is refused', async () => {
  const first = aisled(['--config', store('shared')])
  await first.until(/mosquitto_sub/)
  const second = aisled(['--config', store('shared')])
  expect(await second.ended).toBe(1)
  expect(second.said()).toMatch(/in use by another agent/)
  expect(await first.stop()).toBe(0)
})

test('an unreadable and a wrong configuration are told and nothing is begun', async () => {
  const missing = aisled(['--config', `${folder.folder}/none.yaml`])
  expect(await missing.ended).toBe(1)
  expect(missing.said()).toMatch(/^aisled: The configuration .*none\.yaml cannot be read/m)
  const wrong = aisled(['--config', store('wrong', { cameras: [{}] })])
  expect(await wrong.ended).toBe(1)
  expect(wrong.said()).toMatch(/cameras\[0\]\.feed: is missing/)
})
