import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Pulse } from '../../../../agent/health/pulse.ts'
import { reporting } from '../../../../agent/lanes/desk/health.ts'
import type { Here } from '../../../../agent/lanes/desk/here.ts'
import { testing } from '../../../../agent/lanes/desk/selftest.ts'
import { openStore } from '../../../../agent/store/store.ts'
import { now } from '../../../../drivers/clock.ts'

test.each([
  ['forward', 1_500_000],
  ['back', -1_500_000],
])('where the clock on the wall was set %s, a sensor is as old as its last picture all the same', async (_, byMs) => {
  const folder = mkdtempSync(join(tmpdir(), 'aisle-health-'))
  const store = openStore({ path: join(folder, 'aisle.db') }, now())
  const pulse = new Pulse(['door', 'till'])
  pulse.beat('door', now())
  pulse.beat('till', now() - 600_000)
  const cameras = ['door', 'till'].map(id => ({ id, feed: { driver: 'simulated' } }))
  const config = { cameras, depth: [], outbox: { maxMegabytes: 16 }, models: {}, privacy: { level: 'paths' } }
  const here = { config, store, pulse, sinceMs: 0, outbox: { waiting: 0, dropped: 0, epoch: 1 } } as unknown as Here
  const asking = { asker: 'boss', atMs: now() + byMs, say: async () => true }
  try {
    const { sensors } = (await reporting(here).serve({}, asking)) as { sensors: { pictureAgeSeconds: number }[] }
    expect(sensors[0]!.pictureAgeSeconds).toBeLessThan(300)
    expect(sensors[1]!.pictureAgeSeconds).toBeGreaterThanOrEqual(600)
    const { checks } = (await testing(here).serve({}, asking)) as { checks: { check: string; passed: boolean }[] }
    const passed = (sensor: string) => checks.find(({ check }) => check === `sensor ${sensor}`)?.passed
    expect([passed('door'), passed('till')]).toEqual([true, false])
  } finally {
    store.close()
    rmSync(folder, { recursive: true })
  }
})

test.each([
  [true, 'trial'],
  [false, 'held'],
])(
  'of a configuration that is on trial (%s) it says %s, and of one that did not hold why',
  async (isOnTrial, state) => {
    const returned = { digest: 'sha256:0', why: 'connect ECONNREFUSED 10.0.0.7:8883', atMs: 0 }
    const file = { path: 'nowhere.yaml', restart: () => {}, isOnTrial: () => isOnTrial, returned }
    const here = {
      pulse: new Pulse([]),
      sinceMs: 0,
      outbox: { waiting: 0, dropped: 0, epoch: 1 },
      file,
    } as unknown as Here
    const said = await reporting(here).serve({}, { asker: 'boss', atMs: now(), say: async () => true })
    const at = '1970-01-01T00:00:00.000Z'
    const configuration = { state, returned: { digest: 'sha256:0', why: 'connect ECONNREFUSED [hidden]', at } }
    expect(said).toMatchObject({ configuration })
  },
)
