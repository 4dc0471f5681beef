import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, expect, test, vi } from 'vitest'
import { stringify } from 'yaml'
import { daysIn, heatFolder, readDay } from '../../agent/lanes/days.ts'
import { describeWith } from '../needs.ts'
import { aisled, freePort, mosquitto, type Running, scratch, subscriber } from './aisled.ts'
import { shop } from './machines.ts'

describeWith(['mosquitto'], 'an agent that is stopped, killed and started again', () => {
  const folder = scratch()
  const running: Running[] = []
  let broker: Awaited<ReturnType<typeof mosquitto>> | undefined

  afterAll(async () => {
    for (const daemon of running) await daemon.stop('SIGKILL')
    await broker?.stop()
    folder.remove()
  })

  test('goes on summing up the heat of the day, and from how many were inside by flow', async () => {
    const port = await freePort()
    broker = await mosquitto(port)
    const heard = await subscriber(`mqtt://127.0.0.1:${port}`)
    const { west, east, sections } = shop(new Date().toISOString())
    const { floor, simulation } = sections
    const file = folder.write(
      'store.yaml',
      stringify({
        store: { tenant: 'acme', store: 'vienna', agent: 'door' },
        broker: { kind: 'remote', url: `mqtt://127.0.0.1:${port}` },
        outbox: { path: 'door.db' },
        depth: [west, east],
        floor: { ...floor, occupancy: 'flow' },
        simulation: { ...simulation, arrivalsPerMinute: 30 },
      }),
    )
    const heat = () => {
      const days = heatFolder(join(folder.folder, 'door.db'))
      return daysIn(days)
        .flatMap(day => readDay(days, day)!.seconds)
        .reduce((sum, seconds) => sum + seconds, 0)
    }
    const counts = () =>
      heard.events.flatMap(({ type, data, epoch }) =>
        type === 'aisle.occupancy.changed.v1' && data.zone === undefined ? [{ epoch, count: Number(data.count) }] : [],
      )
    const run = async (end: 'SIGTERM' | 'SIGKILL', isEnough: (epoch: string) => boolean) => {
      const before = new Set(heard.events.map(({ epoch }) => epoch))
      const daemon = aisled(['--config', file])
      running.push(daemon)
      const fresh = () => heard.events.find(({ epoch }) => !before.has(epoch))?.epoch
      await vi.waitUntil(() => fresh() !== undefined && isEnough(fresh()!), { timeout: 120_000 })
      // What was told is with the broker by then.
      await delay(300)
      await daemon.stop(end)
      await delay(300)
      return fresh()!
    }
    const of = (epoch: string) => counts().filter(one => one.epoch === epoch)

    const first = await run('SIGTERM', epoch => of(epoch).some(({ count }) => count >= 3))
    const once = heat()
    expect(once).toBeGreaterThan(0)
    const second = await run('SIGKILL', epoch => of(epoch).length >= 3)
    expect(of(second)[0].count).toBe(of(first).at(-1)!.count)
    expect(heat()).toBeGreaterThanOrEqual(once)
    const third = await run('SIGTERM', epoch => of(epoch).length >= 3)
    expect(of(third)[0].count).toBe(of(second).at(-1)!.count)
    expect(heat()).toBeGreaterThan(once)
    expect(counts().every(({ count }) => count >= 0)).toBe(true)
    await heard.close()
  }, 400_000)
})
