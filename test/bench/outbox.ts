import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mqtt from 'mqtt'
import type { Context } from '../../agent/events/context.ts'
import { CONTENT_TYPE, seal, topicOf } from '../../agent/events/envelope.ts'
import { tell } from '../../agent/events/tell.ts'
import { Touchpoints } from '../../agent/journey/touchpoints.ts'
import { access, type Remote } from '../../agent/publish/access.ts'
import { Outbox } from '../../agent/publish/outbox.ts'
import { connect } from '../../agent/publish/publisher.ts'
import { openStore } from '../../agent/store/store.ts'
import { Mosquitto } from '../agent/publish/mosquitto.ts'
import { pki } from '../agent/publish/pki.ts'
import type { Row } from './row.ts'

const EVENTS = 20_000
const WINDOW = 100
/** Events that wait at the same time: enough for the outbox to group them. */
const AHEAD = 2000
const ROUNDS = 5
const KEEPING = { keepDays: 7, acknowledgedBy: [] }

const context: Context = {
  source: '/acme/vienna/door',
  simulated: true,
  gridMetres: 0.5,
  touchpoints: new Touchpoints(),
}

function draft(i: number) {
  return tell(
    {
      kind: 'zone.left',
      visit: `visit-${i % 50}-abcdef`,
      atMs: 1e12 + i,
      zone: 'shelf-a',
      dwellMs: i,
      uncertaintyMs: 100,
    },
    context,
  )
}

/** A broker, and what it takes to be let in. */
interface Way {
  readonly name: string
  readonly broker: Mosquitto
  readonly url: string
  readonly keys: Pick<Remote, 'caFile' | 'certFile' | 'keyFile'>
}

/**
 * Events a second to a mosquitto on loopback: through the durable outbox as the daemon keeps it, from the draft to the acknowledgement, and
 * with the bare client library, which sends the same events with the same properties: made from the same drafts as it goes, which leaves
 * the disk and its books as all the difference, and as texts that were ready before. MQTT 5, the same window, in the clear and with
 * certificates on both sides.
 */
export async function bench(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'aisle-bench-'))
  const ways = [await plain(), await mutual(folder)]
  try {
    const rows: Row[] = []
    for (const way of ways) {
      const taken: Record<keyof typeof RUNS, number[]> = { ready: [], bare: [], durable: [] }
      // Taken in turns, so that a change in what else the machine does meets all.
      for (let round = 0; round < ROUNDS; round++) for (const name of NAMES) taken[name].push(await RUNS[name].run(way))
      for (const name of NAMES)
        rows.push({ ...row(way, RUNS[name].name), value: Math.round(median(taken[name])), unit: 'events/s' })
      for (const name of ['bare', 'ready'] as const) {
        const ratios = taken.durable.map((one, i) => one / taken[name][i]!)
        rows.push({
          ...row(way, `durable / ${RUNS[name].name}`),
          value: median(taken.durable) / median(taken[name]),
          unit: 'ratio',
          note: `of single rounds ${ratios.map(ratio => ratio.toFixed(2)).join(', ')}${name === 'bare' ? '; aim ≥ 0.85' : ''}`,
        })
      }
    }
    return rows
  } finally {
    for (const { broker } of ways) await broker.end()
    rmSync(folder, { recursive: true })
  }
}

const RUNS = {
  ready: { name: 'bare mqtt client, texts ready', run: (way: Way) => bareClient(way, 'before') },
  bare: { name: 'bare mqtt client', run: (way: Way) => bareClient(way, 'as it goes') },
  durable: { name: 'durable, every commit on the disk', run: outbox },
}
const NAMES = ['ready', 'bare', 'durable'] as const

function row(way: Way, name: string): Pick<Row, 'name' | 'note'> {
  return { name: `outbox${way.name}: ${name}`, note: `${EVENTS} events, window ${WINDOW}, median of ${ROUNDS}` }
}

const LIMITS = ['max_inflight_messages 0', 'max_queued_messages 0']

async function plain(): Promise<Way> {
  const broker = await Mosquitto.start(['allow_anonymous true', ...LIMITS])
  return { name: '', broker, url: broker.url, keys: {} }
}

async function mutual(folder: string): Promise<Way> {
  const { ca, broker: own, agent } = pki(folder)
  const files = [`cafile ${ca}`, `certfile ${own.cert}`, `keyfile ${own.key}`]
  const broker = await Mosquitto.start([
    ...files,
    'require_certificate true',
    'use_identity_as_username true',
    ...LIMITS,
  ])
  const keys = { caFile: ca, certFile: agent.cert, keyFile: agent.key }
  return { name: ' over mutual TLS', broker, url: broker.url.replace('mqtt:', 'mqtts:'), keys }
}

async function bareClient({ url, keys }: Way, made: 'before' | 'as it goes'): Promise<number> {
  const client = await mqtt.connectAsync(url, { protocolVersion: 5, ...access({ url, ...keys }) })
  const drafts = Array.from({ length: EVENTS }, (_, i) => draft(i))
  const text = (i: number) => JSON.stringify(seal(drafts[i]!, { epoch: 1, sequence: i + 1 }, `1-${i}`))
  const ready = made === 'before' ? drafts.map((_, i) => text(i)) : undefined
  const topic = topicOf(draft(0))
  const properties = (i: number) => ({
    payloadFormatIndicator: true,
    contentType: CONTENT_TYPE,
    messageExpiryInterval: 604_800,
    userProperties: { id: `1-${i}`, type: 'aisle.zone.left.v1' },
  })
  const startMs = performance.now()
  await new Promise<void>(done => {
    let sent = 0
    let acknowledged = 0
    const pump = () => {
      while (sent < EVENTS && sent - acknowledged < WINDOW)
        client.publish(topic, ready?.[sent] ?? text(sent), { qos: 1, properties: properties(++sent) }, () => {
          if (++acknowledged === EVENTS) done()
          else pump()
        })
    }
    pump()
  })
  const seconds = (performance.now() - startMs) / 1000
  await client.endAsync()
  return EVENTS / seconds
}

async function outbox({ url, keys }: Way): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'aisle-bench-'))
  const store = openStore({ path: join(folder, 'aisle.db') }, 1e12)
  const box = new Outbox(store, { context, atMs: 1e12, commitMs: 10, maxMegabytes: 512, keeping: KEEPING })
  const broker = { kind: 'remote', url, protocol: '5', ...keys } as const
  const publisher = await connect(broker, box, { window: WINDOW, version: '0.0.0' })
  while (!publisher.online) await new Promise(resolve => setImmediate(resolve))
  const drafts = Array.from({ length: EVENTS }, (_, i) => draft(i))
  const startMs = performance.now()
  for (let i = 0; i < EVENTS; ) {
    while (i < EVENTS && box.waiting < AHEAD) box.append(drafts[i++]!)
    await new Promise(resolve => setImmediate(resolve))
  }
  while (box.waiting > 0) await new Promise(resolve => setImmediate(resolve))
  const seconds = (performance.now() - startMs) / 1000
  await publisher.close(1000)
  box.close()
  store.close()
  rmSync(folder, { recursive: true })
  return EVENTS / seconds
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!
}
