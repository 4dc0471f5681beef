import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test, vi } from 'vitest'
import { Backlog } from '../../../agent/nodes/backlog.ts'
import type { Batch } from '../../../agent/nodes/batch.ts'
import { Receiver } from '../../../agent/nodes/receiver.ts'
import { openStore } from '../../../agent/store/store.ts'
import { describeWith } from '../../needs.ts'
import { context } from '../events/facts.ts'
import { dial } from '../publish/dial.ts'
import { Mosquitto } from '../publish/mosquitto.ts'

const [, tenant, shop, agent] = context.source.split('/')

describeWith(['mosquitto'], 'a machine that sees and one that owns the journeys', () => {
  const folder = mkdtempSync(join(tmpdir(), 'aisle-nodes-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const machine = (url: string): ChildProcess =>
    spawn(
      process.execPath,
      ['--import', 'tsx', fileURLToPath(new URL('runner.ts', import.meta.url)), join(folder, 'node.db'), url],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    )

  test('lose no batch and take none twice, whoever is killed or stopped', async () => {
    const broker = await Mosquitto.start()
    const taken: Batch[] = []
    const owner = () => {
      const store = openStore({ path: join(folder, 'owner.db') }, Date.now())
      const { beside, hangUp } = dial(broker.url)
      const receiver = new Receiver(store.db, {
        beside,
        source: `/${tenant}/${shop}/owner`,
        sensors: [agent],
        now: Date.now,
        // Every third one is to be kept, and acknowledged only once it is.
        take: (_, batch) => taken.push(batch) % 3 === 0,
        keep: new Backlog(store.db),
        failed: () => expect.unreachable(),
        malformed: () => expect.unreachable(),
        elsewhere: () => expect.unreachable(),
      })
      return {
        async close() {
          receiver.close()
          await hangUp()
          store.close()
        },
      }
    }
    const more = (count = 20) => {
      const before = taken.length
      return vi.waitUntil(() => taken.length >= before + count, { timeout: 30_000, interval: 20 })
    }
    let receiver = owner()
    let child = machine(broker.url)
    await more()
    // The broker is killed, and with it what it had acknowledged.
    await broker.down('SIGKILL')
    await delay(1500)
    await broker.up()
    await more()
    // The machine stands still, longer than the broker waits for a word.
    child.kill('SIGSTOP')
    await delay(1500)
    child.kill('SIGCONT')
    await more()
    // Its power goes.
    child.kill('SIGKILL')
    await once(child, 'close')
    child = machine(broker.url)
    await more()
    // The owner stops and begins again.
    await receiver.close()
    await delay(1000)
    receiver = owner()
    await more()
    child.kill('SIGTERM')
    await once(child, 'close')
    await receiver.close()
    await broker.down()

    const ids = taken.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    const epochs = new Map<string, Batch[]>()
    for (const batch of taken) {
      const [epoch] = batch.id.split('-')
      epochs.set(epoch, [...(epochs.get(epoch) ?? []), batch])
    }
    expect(epochs.size).toBe(2)
    for (const batches of epochs.values()) {
      expect(batches.map(({ id }) => Number(id.split('-')[1]))).toEqual(batches.map((_, i) => i + 1))
      const counted = batches.flatMap(({ updates }) => updates.map(({ tracks }) => tracks[0]))
      expect(counted).toEqual(counted.map((_, i) => i + 1))
      expect(counted.length).toBeGreaterThan(20)
    }
    expect(taken.every(({ lost }) => lost === 0)).toBe(true)
    const { clock } = taken.at(-1)!
    expect(Math.abs(clock!.aheadMs)).toBeLessThanOrEqual(clock!.errorMs + 1)
  }, 180_000)
})
