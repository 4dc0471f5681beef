import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import mqtt from 'mqtt'
import { expect, test, vi } from 'vitest'
import type { Event } from '../../../agent/events/contract.ts'
import { Ailments } from '../../../agent/health/ailments.ts'
import type { Shed } from '../../../agent/health/shed.ts'
import { startAgent } from '../../../agent/lanes/agent.ts'
import { Thrift } from '../../../agent/lanes/thrift.ts'
import type { Config } from '../../../config/config.ts'
import type { Fault } from '../../../config/fault.ts'
import { loadConfig } from '../../../config/load.ts'
import { ROOT } from '../../../config/root.ts'

const example = () => loadConfig(fileURLToPath(new URL('config/example.yaml', ROOT)))

test('it is left out in order and comes back in reverse, and whoever looks at less says so', () => {
  const said: string[] = []
  const told: (readonly Shed[])[] = []
  let overtaken = 1
  const process = { cpuShare: 0, cpuSeconds: 0, residentMegabytes: 0, heapMegabytes: 0, externalMegabytes: 0 }
  const config = example()
  const thrift = new Thrift({
    config: { ...config, health: { ...config.health, pressSeconds: 1, easeSeconds: 1 }, identity: {} as never },
    meters: { load: () => ({ process: { ...process, loopDelayMs: { p99: 0 } }, overtaken, lateMs: 0 }) },
    ailments: new Ailments(fact => said.push('cause' in fact ? fact.cause : fact.kind)),
    warn: (fault: Fault) => said.push(`${fault.code}: ${fault.details.what}`),
    now: () => 0,
    changed: shed => told.push(shed),
  })
  const rates: number[] = []
  for (let second = 0; second < 6; second++) {
    thrift.tick(1000 * second)
    rates.push(thrift.every)
  }
  expect(rates).toEqual([1, 2, 4, 4, 4, 4])
  const all = ['half-rate', 'quarter-rate', 'faces', 'heat']
  expect(told).toEqual([1, 2, 3, 4].map(count => all.slice(0, count)))
  expect(said.slice(-2)).toEqual([
    'BUDGET_EXCEEDED: three of four pictures, recognition, the heat map',
    'left out to keep to the budget: three of four pictures, recognition, the heat map (when that began, 100 % of the pictures were dropped (at most 50 %); it took 0.0 cores itself, so something else held it up)',
  ])
  overtaken = 0
  for (let second = 6; second < 12; second++) thrift.tick(1000 * second)
  expect(told.slice(4)).toEqual([3, 2, 1, 0].map(count => all.slice(0, count)))
  expect([said.at(-1), thrift.every, thrift.shed]).toEqual(['sensor.recovered', 1, []])
})

/** What is left out, second by second, where it holds so much of 200 MB. */
function ofMemory(held: readonly number[]) {
  const said: string[] = []
  let residentMegabytes = 0
  const process = { cpuShare: 0, cpuSeconds: 0, heapMegabytes: 0, externalMegabytes: 0, loopDelayMs: { p99: 0 } }
  const config = example()
  const thrift = new Thrift({
    config: { ...config, health: { ...config.health, memoryMegabytes: 200, pressSeconds: 1, easeSeconds: 1 } },
    meters: { load: () => ({ process: { ...process, residentMegabytes }, overtaken: 0, lateMs: 0 }) },
    ailments: new Ailments(() => {}),
    warn: fault => said.push(String(fault.details.what)),
    now: () => 0,
    changed: () => {},
  })
  const shed = held.map((megabytes, second) => {
    residentMegabytes = megabytes
    thrift.tick(1000 * second)
    return thrift.shed.length
  })
  return { shed, said }
}

test('where leaving out frees no memory nothing more is left out for it, what was comes back, and that is told once', () => {
  const { shed, said } = ofMemory(new Array(9).fill(300))
  expect(shed).toEqual([0, 1, 1, 0, 0, 0, 0, 0, 0])
  expect(said).toEqual(['every second picture', 'nothing more, since leaving out frees no memory'])
})

test('where leaving out frees memory it goes on until it is enough; and it is tried anew when there was room', () => {
  expect(ofMemory([300, 300, 280, 260, 190, 190]).shed).toEqual([0, 1, 2, 3, 3, 3])
  expect(ofMemory([300, 300, 300, 300, 300, 100, 300, 300, 300]).shed).toEqual([0, 1, 1, 0, 0, 0, 0, 1, 1])
})

test('while the machine is overloaded less is looked at, and every event goes on to the broker', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'aisle-thrift-'))
  const base = example()
  const config: Config = {
    ...base,
    broker: { kind: 'embedded', host: '127.0.0.1', port: 0 },
    outbox: { ...base.outbox, path: join(folder, 'aisle.db') },
    health: { ...base.health, cpuCores: 0.2, pressSeconds: 0.5 },
  }
  const told: Event[] = []
  const stop = new AbortController()
  const options = { pace: 'live' as const, signal: stop.signal, drainMs: 10_000, warn: () => {}, lost: () => {} }
  const agent = await startAgent(config, { ...options, onEvent: event => told.push(event) })
  const heard = new Set<string>()
  const client = mqtt.connect(agent.url!)
  client.on('message', (_, payload) => heard.add(JSON.parse(payload.toString()).id))
  await client.subscribeAsync('aisle/v1/+/+/+/+/+', { qos: 1 })
  const subscribedAt = told.length
  const busy = new Worker('for (;;);', { eval: true })
  try {
    const causes = () => told.flatMap(({ data }) => ('cause' in data ? [String(data.cause)] : []))
    await vi.waitFor(() => expect(causes().at(-1)).toContain('three of four pictures, the heat map'), {
      timeout: 60_000,
    })
    expect(causes().map(cause => cause.replace(/ \(.*/, ''))).toEqual(
      ['every second picture', 'three of four pictures', 'three of four pictures, the heat map'].map(
        what => `left out to keep to the budget: ${what}`,
      ),
    )
    // It is overloaded still: what happens from here on is counted, told and delivered, too.
    const sofar = told.length
    await vi.waitFor(() => expect(told.length).toBeGreaterThan(sofar), { timeout: 60_000 })
    await vi.waitFor(() => expect(told.slice(subscribedAt).every(({ id }) => heard.has(id))).toBe(true), {
      timeout: 60_000,
    })
  } finally {
    await busy.terminate()
    stop.abort()
    expect(await agent.stopped).toMatchObject({ waiting: 0 })
    await client.endAsync(true)
    rmSync(folder, { recursive: true })
  }
}, 200_000)
