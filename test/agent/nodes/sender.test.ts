import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { PlacedBuffer } from '../../../agent/floor/placed.ts'
import { Sender } from '../../../agent/nodes/sender.ts'
import { Outbox } from '../../../agent/publish/outbox.ts'
import { openStore } from '../../../agent/store/store.ts'
import { describeWith } from '../../needs.ts'
import { context } from '../events/facts.ts'
import { Mosquitto } from '../publish/mosquitto.ts'

describeWith(['mosquitto'], 'a machine that sees', () => {
  let broker: Mosquitto | undefined
  afterAll(() => broker?.end())

  test('stops at once, though the broker answers nothing to what is on its way', async () => {
    broker = await Mosquitto.start()
    const store = openStore({ path: ':memory:' }, Date.now())
    const outbox = new Outbox(store, { context, atMs: Date.now(), commitMs: 3, maxMegabytes: 64 })
    const remote = { kind: 'remote', url: broker.url, protocol: '5' } as const
    const sender = new Sender(outbox, { broker: remote, owner: 'owner', batchMs: 50, maxMinutes: 10, now: Date.now })
    await delay(500)
    broker.freeze()
    sender.see('door', new PlacedBuffer())
    await delay(300)
    const ended = await Promise.race([sender.close().then(() => 'ended'), delay(3000, 'hangs')])
    expect(ended).toBe('ended')
    expect(outbox.waiting).toBeGreaterThan(0)
    outbox.close()
    store.close()
  })
})
