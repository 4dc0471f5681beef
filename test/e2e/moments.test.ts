import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import mqtt, { type MqttClient } from 'mqtt'
import { afterAll, expect, test, vi } from 'vitest'
import { FEATURES, features } from '../../agent/moments/features.ts'
import { keep, knowledgeFile } from '../../agent/moments/keeper.ts'
import { read } from '../../agent/moments/kept.ts'
import { Learner } from '../../agent/moments/learner.ts'
import { SOMEBODY } from '../agent/moments/situation.ts'
import { aisled, example, freePort, type Running, scratch } from './aisled.ts'

const P = 'aisle/v1/demo/corner/counter'
const TOUCHPOINTS = ['promotion', 'new-arrivals', 'wall-shelf', 'till']
const LONG = { timeout: 120_000, interval: 100 }
const files = scratch()
const running: Running[] = []
let client: MqttClient | undefined

afterAll(async () => {
  await client?.endAsync(true)
  for (const daemon of running) await daemon.stop('SIGKILL')
  files.remove()
})

interface Told {
  readonly subject: string
  readonly type: string
  readonly simulated?: true
  readonly data: {
    readonly advice: string
    readonly why?: string
    readonly outcome?: string
    readonly touchpoint: { id: string }
  }
}

/** What was learned in a shop whose visitors are glad of any contact: so it need not be waited for long. */
function taught(file: string): number {
  const learner = new Learner(TOUCHPOINTS)
  const x = features(
    { ...SOMEBODY, dwellSeconds: 4, reaches: undefined, scans: undefined },
    new Float64Array(FEATURES.length),
  )
  for (let i = 0; i < 200; i++) {
    const touchpoint = TOUCHPOINTS[i % 4]!
    learner.learn(
      { visit: 'v', touchpoint, atMs: 0, features: x, probability: 0.5, isLearned: true, outcome: 'helped' },
      i,
    )
  }
  keep(file, { learner, open: [] })
  return learner.outcomes
}

test('in the simulated shop moments open and close, and what became of one is learned, through a kill', async () => {
  const port = await freePort()
  const outbox = join(files.folder, 'aisle.db')
  const file = knowledgeFile(outbox, true)
  const before = taught(file)
  const config = files.write(
    'store.yaml',
    example({
      broker: { kind: 'embedded', port },
      outbox: { path: outbox },
      moments: { mode: 'advise', justEnteredSeconds: 0, settleMinutes: 0.02, exploreShare: 0, holdBackShare: 0 },
      simulation: { seed: 7, arrivalsPerMinute: 40 },
      requests: { clients: [{ name: 'till', roles: ['subscriber'] }] },
    }),
  )
  const start = () => {
    const daemon = aisled(['--config', config])
    running.push(daemon)
    return daemon
  }
  const daemon = start()
  await daemon.until(/Subscribe with/)
  const told: Told[] = []
  const answers: { readonly id: string; readonly [more: string]: unknown }[] = []
  client = mqtt.connect(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 200 })
  client.on('message', (topic, payload) => {
    const said = JSON.parse(String(payload))
    if (topic.includes('/moment/')) told.push(said)
    else answers.push(said)
  })
  await client.subscribeAsync([`${P}/moment/+`, `${P}/answer/+/+`], { qos: 1 })

  const opened = () => told.filter(({ type, data }) => /opened/.test(type) && data.advice === 'approach')
  await vi.waitUntil(() => opened().length > 0, LONG)
  const { subject: visit, data, simulated } = opened()[0]!
  expect(simulated).toBe(true)
  const id = randomUUID()
  const request = { id, at: new Date().toISOString(), visit, outcome: 'helped', touchpoint: data.touchpoint.id }
  await client.publishAsync(`${P}/request/outcome/till`, JSON.stringify(request), { qos: 1 })
  await vi.waitUntil(() => answers.some(one => one.id === id), LONG)
  await daemon.stop('SIGKILL')
  expect(answers.find(one => one.id === id)).toMatchObject({ ok: true, kept: true, moment: 'taken' })

  start()
  const outcomes = () => {
    const kept = read(readFileSync(file, 'utf8'), TOUCHPOINTS)
    return 'unfit' in kept ? kept.unfit : kept.learner.outcomes
  }
  await vi.waitUntil(() => outcomes() === before + 1, LONG)
  await vi.waitUntil(() => told.some(({ type }) => /closed/.test(type)), LONG)
  await running.at(-1)!.stop()
  expect(outcomes()).toBe(before + 1)
  // Each event fitted the contract, and what was kept was found whole.
  expect(running.map(one => one.said()).join('')).not.toMatch(/CONTRACT_BROKEN|MOMENTS_UNFIT|STORE_/)
}, 300_000)
