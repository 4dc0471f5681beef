import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { describeWith } from '../needs.ts'
import {
  aisled,
  example,
  freePort,
  type Heard,
  mosquitto,
  type Running,
  scratch,
  subscriber,
  waiting,
} from './aisled.ts'

/** Enough to be sure of in a test run; `AISLE_KILLS=20` for the long one. */
const KILLS = Number(process.env.AISLE_KILLS ?? 4)

describeWith(['mosquitto'], 'the power goes', () => {
  const folder = scratch()
  const running: Running[] = []
  afterAll(async () => {
    for (const daemon of running) await daemon.stop('SIGKILL')
    folder.remove()
  })

  test(
    `after ${KILLS} kills nothing is missing and every visit has ended once`,
    async () => {
      const port = await freePort()
      const broker = await mosquitto(port)
      const heard = await subscriber(`mqtt://127.0.0.1:${port}`)
      const config = folder.write(
        'store.yaml',
        example({ broker: { kind: 'remote', url: `mqtt://127.0.0.1:${port}` }, outbox: { path: 'killed.db' } }),
      )
      const started = () =>
        new Set(heard.events.filter(event => event.type === 'aisle.visit.started.v1').map(event => event.id)).size
      for (let i = 0; i < KILLS; i++) {
        const before = started()
        const daemon = aisled(['--config', config])
        running.push(daemon)
        await vi.waitUntil(() => started() > before, { timeout: 90_000, interval: 20 })
        await new Promise(resolve => setTimeout(resolve, (i * 277) % 900))
        await daemon.stop('SIGKILL')
      }
      const last = aisled(['--config', config, '--print'])
      await last.until(/visit\.started/)
      expect(await last.stop('SIGTERM')).toBe(0)
      await heard.close()
      await broker.stop()

      const all = [...heard.events, ...waiting(join(folder.folder, 'killed.db'))]
      const unique = [...new Map(all.map(event => [event.id, event])).values()]
      expect(holes(unique)).toEqual([])
      const visits = (type: string) => unique.filter(event => event.type === type).map(event => event.subject)
      expect(visits('aisle.visit.started.v1').length).toBeGreaterThan(KILLS)
      expect(visits('aisle.visit.ended.v1').sort()).toEqual(visits('aisle.visit.started.v1').sort())
      const reasons = unique.filter(event => event.type === 'aisle.visit.ended.v1').map(event => event.data.reason)
      expect(reasons).toContain('interrupted')
    },
    60_000 + KILLS * 60_000,
  )
})

/** Sequence numbers that no subscriber heard: each epoch must have come from 1 to its last without a hole. */
function holes(events: readonly Heard[]): string[] {
  const epochs = new Map<string, number[]>()
  for (const { epoch, sequence } of events) epochs.set(epoch, [...(epochs.get(epoch) ?? []), Number(sequence)])
  return [...epochs].flatMap(([epoch, numbers]) => {
    const there = new Set(numbers)
    return Array.from({ length: Math.max(...numbers) }, (_, i) => i + 1)
      .filter(number => !there.has(number))
      .map(number => `${epoch}-${number}`)
  })
}
