import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { PlacedBuffer } from '../../../agent/floor/placed.ts'
import { Batch } from '../../../agent/nodes/batch.ts'
import { Sender } from '../../../agent/nodes/sender.ts'
import { Beside } from '../../../agent/publish/beside.ts'
import { Outbox } from '../../../agent/publish/outbox.ts'
import { openStore } from '../../../agent/store/store.ts'
import { describeWith } from '../../needs.ts'
import { context } from '../events/facts.ts'
import { dial } from '../publish/dial.ts'
import { Mosquitto } from '../publish/mosquitto.ts'

describeWith(['mosquitto'], 'a machine that sees', () => {
  let broker: Mosquitto | undefined
  afterAll(() => broker?.end())

  test('stops at once, though the broker answers nothing to what is on its way', async () => {
    broker = await Mosquitto.start()
    const store = openStore({ path: ':memory:' }, Date.now())
    const outbox = new Outbox(store, { context, atMs: Date.now(), commitMs: 3, maxMegabytes: 64 })
    const { beside, hangUp } = dial(broker.url)
    const sender = new Sender(outbox, { beside, owner: 'owner', batchMs: 50, maxMinutes: 10, now: Date.now })
    await delay(500)
    broker.freeze()
    sender.see('door', new PlacedBuffer())
    await delay(300)
    sender.close()
    const ended = await Promise.race([hangUp().then(() => 'ended'), delay(3000, 'hangs')])
    expect(ended).toBe('ended')
    expect(outbox.waiting).toBeGreaterThan(0)
    outbox.close()
    store.close()
  })
})

test('what was seen while the machine stood still goes into as many batches as the owner takes', async () => {
  const store = openStore({ path: ':memory:' }, Date.now())
  const outbox = new Outbox(store, { context, atMs: Date.now(), commitMs: 3, maxMegabytes: 64 })
  const sender = new Sender(outbox, {
    beside: new Beside(),
    owner: 'owner',
    batchMs: 1000,
    maxMinutes: 10,
    now: Date.now,
  })
  const placed = new PlacedBuffer()
  for (let i = 0; i < 2500; i++) {
    placed.begin(i, 0)
    sender.see('door', placed)
  }
  for (let i = 0; i < 1200; i++) sender.scan({ atMs: i, scanner: 'kiosk', code: 'coupon', tracks: 'code' })
  sender.close()
  const batches = outbox.read(0, 100).map(({ body }) => Batch.parse(JSON.parse(body)))
  const updates = batches.flatMap(one => one.updates.map(({ atMs }) => atMs))
  const scans = batches.flatMap(one => (one.scans ?? []).map(({ atMs }) => atMs))
  expect(updates).toEqual(Array.from({ length: 2500 }, (_, i) => i))
  expect(scans).toEqual(Array.from({ length: 1200 }, (_, i) => i))
  outbox.close()
  store.close()
})
