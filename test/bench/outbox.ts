import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mqtt from 'mqtt'
import type { Context } from '../../agent/events/context.ts'
import { CONTENT_TYPE, seal, topicOf } from '../../agent/events/envelope.ts'
import { tell } from '../../agent/events/tell.ts'
import { Outbox } from '../../agent/publish/outbox.ts'
import { connect } from '../../agent/publish/publisher.ts'
import { openStore } from '../../agent/store/store.ts'
import { Mosquitto } from '../agent/publish/mosquitto.ts'
import type { Row } from './row.ts'

const EVENTS = 20_000
const WINDOW = 100
/** Events that wait at the same time: enough for the outbox to group them. */
const AHEAD = 2000
const ROUNDS = 3

const context: Context = { source: '/acme/vienna/door', simulated: true, gridMetres: 0.5, touchpoints: new Map() }

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

/**
 * Events a second to a mosquitto on loopback: through the durable outbox, from the draft to the acknowledgement, and with the
 * bare client library, which sends the finished text of the same events with the same properties. MQTT 5, the same window.
 */
export async function bench(): Promise<Row[]> {
  const broker = await Mosquitto.start(['allow_anonymous true', 'max_inflight_messages 0', 'max_queued_messages 0'])
  try {
    const bare: number[] = []
    const durable: number[] = []
    // Taken in turns, so that a change in what else the machine does meets both.
    for (let round = 0; round < ROUNDS; round++) {
      bare.push(await bareClient(broker.url))
      durable.push(await outbox(broker.url))
    }
    const [best, ours] = [median(bare), median(durable)]
    const note = `${EVENTS} events, window ${WINDOW}, median of ${ROUNDS}`
    return [
      { name: 'outbox: bare mqtt client', value: Math.round(best), unit: 'events/s', note },
      { name: 'outbox: durable', value: Math.round(ours), unit: 'events/s', note: `${note}, every commit on the disk` },
      { name: 'outbox: durable / bare', value: Math.round((ours / best) * 100) / 100, unit: 'ratio' },
    ]
  } finally {
    await broker.end()
  }
}

async function bareClient(url: string): Promise<number> {
  const client = await mqtt.connectAsync(url, { protocolVersion: 5 })
  const events = Array.from({ length: EVENTS }, (_, i) =>
    JSON.stringify(seal(draft(i), { epoch: 1, sequence: i + 1 }, `1-${i}`)),
  )
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
        client.publish(topic, events[sent++]!, { qos: 1, properties: properties(sent) }, () => {
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

async function outbox(url: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'aisle-bench-'))
  const store = openStore({ path: join(folder, 'aisle.db') }, 1e12)
  const box = new Outbox(store, { context, atMs: 1e12, commitMs: 10, maxMegabytes: 512 })
  const broker = { kind: 'remote', url, protocol: '5' } as const
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
