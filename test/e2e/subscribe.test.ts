import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { type Gap, type Position, subscribe, type Told } from '../../agent/events/subscriber/subscribe.ts'
import { Mosquitto } from '../agent/publish/mosquitto.ts'
import { describeWith } from '../needs.ts'
import { aisled, example, scratch, waiting } from './aisled.ts'

describeWith(['mosquitto'], 'a subscriber of a real agent', () => {
  const folder = scratch()
  const ends: (() => unknown)[] = [() => folder.remove()]
  afterAll(async () => {
    for (const end of ends.reverse()) await end()
  })

  test('hears every event once and in order, over kills of the agent and the broker, though it was away itself', async () => {
    const broker = await Mosquitto.start()
    ends.push(() => broker.end())
    const config = folder.write(
      'store.yaml',
      example({
        broker: { kind: 'remote', url: broker.url },
        outbox: { path: 'heard.db', acknowledgedBy: ['cloud'] },
        requests: { clients: [{ name: 'cloud', roles: ['subscriber'] }] },
      }),
    )
    const positions = new Map<string, Position>()
    const heard: Told[] = []
    const gaps: Gap[] = []
    const faults: string[] = []
    const start = async () => {
      const shop = subscribe<void>({
        url: broker.url,
        name: 'cloud',
        stores: [{ tenant: 'demo', store: 'corner' }],
        progress: {
          load: () => positions.values(),
          async commit(position, work) {
            await work()
            positions.set(`${position.source} ${position.stream}`, position)
          },
        },
        answerMs: 2000,
        onFault: fault => faults.push(fault.message),
      })
        .onAny(event => heard.push(event))
        .onLoss(gap => gaps.push(gap))
      await shop.start()
      ends.push(() => shop.stop())
      return shop
    }
    const agent = async () => {
      const daemon = aisled(['--config', config, '--print'])
      ends.push(() => daemon.stop('SIGKILL'))
      await daemon.until(/visit\.started/)
      return daemon
    }
    const until = (what: string, done: () => boolean) =>
      vi
        .waitUntil(done, { timeout: 60_000, interval: 20 })
        .catch(() => expect.fail(`${what}, of ${heard.length} events; ${faults.join('; ')}`))
    const more = () => {
      const before = heard.length
      return until('nothing more came', () => heard.length > before + 3)
    }

    // Nobody listens yet, and the broker keeps nothing for whom it does not know.
    let daemon = await agent()
    let shop = await start()
    await more()
    await daemon.stop('SIGKILL')
    daemon = await agent()
    await more()
    await shop.stop()
    await broker.down('SIGKILL')
    await broker.up()
    // What comes now nobody hears: the session went with the broker.
    await daemon.until(/visit\.ended[\s\S]*visit\.ended/)
    shop = await start()
    await more()
    expect(await daemon.stop('SIGTERM')).toBe(0)
    await until('the agent did not say that it stopped', () => heard.at(-1)?.type === 'aisle.agent.stopped.v1')
    await shop.stop()

    expect(heard[0].previous).toBeUndefined()
    expect(heard.slice(1).map(({ previous }) => previous)).toEqual(heard.slice(0, -1).map(({ id }) => id))
    expect(new Set(heard.map(({ epoch }) => epoch)).size).toBe(2)
    expect(gaps).toEqual([])
    const visits = (type: string) => heard.filter(event => event.type === type).map(({ subject }) => subject)
    expect(visits('aisle.visit.ended.v1').sort()).toEqual(visits('aisle.visit.started.v1').sort())
    // What the subscriber has acknowledged, the agent need not keep.
    expect(waiting(join(folder.folder, 'heard.db')).map(({ id }) => id)).not.toContain(heard[0].id)
  }, 300_000)
})
