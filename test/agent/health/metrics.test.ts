import { readFileSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import { Meters } from '../../../agent/health/meters.ts'
import { METRICS } from '../../../agent/health/metrics.ts'
import { Pulse } from '../../../agent/health/pulse.ts'
import { ROOT } from '../../../config/root.ts'

const closing: Meters[] = []
afterEach(() => {
  for (const one of closing.splice(0)) one.close()
})

/** Meters of which everything is known. */
function full() {
  const pulse = new Pulse(['west'])
  const all = new Meters([{ id: 'west', kind: 'camera' }], { pulse }, () => 5000)
  closing.push(all)
  pulse.beat('west', 3000)
  all.of('west')!.done(40, 10)
  all.watch({
    outbox: () => ({
      ...{ waiting: 3, dropped: 2, published: 7, usedMegabytes: 0.5 },
      ...{ oldestSeconds: 9, acknowledgedSeconds: 1.5 },
    }),
    broker: () => ({ online: true }),
    floor: () => ({ people: 4, zones: [{ id: 'till', count: 1 }] }),
    shed: () => ['half-rate'],
  })
  return all
}

test('Prometheus reads what the meters know, as of the moment it asks', async () => {
  const all = full()
  const text = await all.registry.metrics()
  for (const line of [
    'aisle_sensor_up{sensor="west"} 1',
    'aisle_sensor_age_seconds{sensor="west"} 2',
    'aisle_sensor_delivered_total{sensor="west"} 1',
    'aisle_sensor_latency_p99_seconds{sensor="west"} 0.04',
    'aisle_outbox_waiting_events 3',
    'aisle_outbox_used_bytes 500000',
    'aisle_broker_online 1',
    'aisle_floor_zone_people{zone="till"} 1',
    'aisle_shed{what="half-rate"} 1',
    'aisle_shed{what="faces"} 0',
  ])
    expect(text.split('\n')).toContain(line)
  all.of('west')!.done(40, 10)
  await new Promise(setImmediate)
  expect(await all.registry.metrics()).toContain('aisle_sensor_delivered_total{sensor="west"} 2')
})

test('every metric has a number where everything is known', async () => {
  const text = await full().registry.metrics()
  for (const { name } of METRICS) expect(text, name).toMatch(new RegExp(`^${name}(\\{.*\\})? \\d`, 'm'))
})

test('what is not known is absent, not zero', async () => {
  const all = new Meters([{ id: 'west', kind: 'camera' }], { pulse: new Pulse(['west']) }, () => 0)
  closing.push(all)
  const text = await all.registry.metrics()
  for (const name of ['aisle_outbox_waiting_events', 'aisle_broker_online', 'aisle_sensor_age_seconds'])
    expect(text).not.toMatch(new RegExp(`^${name}`, 'm'))
})

test('a scanner at which nobody has shown anything yet is well, and a camera that has shown nothing is not', async () => {
  const pulse = new Pulse(['west', 'till'])
  const sensors = [
    { id: 'west', kind: 'camera' as const },
    { id: 'till', kind: 'scanner' as const },
  ]
  const all = new Meters(sensors, { pulse }, () => 0)
  closing.push(all)
  const up = async () =>
    [...(await all.registry.metrics()).matchAll(/^aisle_sensor_up\{.*\} (\d)$/gm)].map(([, is]) => is)
  expect(await up()).toEqual(['0', '0'])
  pulse.open('till')
  await new Promise(setImmediate)
  expect(await up()).toEqual(['0', '1'])
})

test('names are by the conventions of Prometheus: base units, _total for what only grows', () => {
  for (const { name, kind, help } of METRICS) {
    expect(name).toMatch(/^aisle_[a-z0-9]+(_[a-z0-9]+)*$/)
    expect(name.endsWith('_total')).toBe(kind === 'counter')
    expect(name).not.toMatch(/milliseconds|_ms\b|megabytes|minutes/)
    expect(help).toMatch(/^[A-Z].*\.$/)
  }
})

test('the page of the metrics tells of each what this program does, and of no other', () => {
  const page = readFileSync(new URL('deploy/grafana/README.md', ROOT), 'utf8')
  const rows = [...page.matchAll(/^\| `(aisle_\w+)` \| (\w+) \| (\S*) \| (.*) \|$/gm)].map(([, ...row]) => row)
  expect(rows).toEqual(METRICS.map(({ name, kind, label, help }) => [name, kind, label ? `\`${label}\`` : '–', help]))
})
